"""What walls, challenges and error pages have in their titles and markup, by kind. Data only, read by `walls`.

TITLES are expressions for the page's title, in the newsroom's languages; MARKUP is looked for in the raw page, in lower
case. What they say in their text stands in `phrases`.
"""

TITLES: dict[str, str] = {
    "challenge page": r"just a moment|attention required|checking your browser|ddos[- ]guard|"
    r"are you (?:a )?(?:human|robot)|"
    r"pardon our interruption|security check|human verification|bot verification|verify you are human|"
    r"один момент|проверка браузера|вы не робот|einen moment|un instant|un momento|robot check|"
    r"access to this page has been denied|client challenge|please wait",
    "consent wall": r"before you continue|bevor sie (?:fortfahren|zu)|avant de continuer|antes de continuar|"
    r"prima di continuare|zanim przejdziesz|прежде чем|privacy (?:settings|gate|wall)|"
    r"cookie[- ]?(?:consent|wall|einstellungen)|"
    r"your privacy choices|datenschutzeinstellungen|consent",
    "login page": r"^(?:log ?in|sign ?in|вход|авторизация|увійти|вхід|anmelden|anmeldung|einloggen|connexion|"
    r"se connecter|"
    r"iniciar sesión|acceso|accedi|zaloguj|logowanie|giriş yap|entrar|login|ログイン|登录|로그인)\b",
    "page not found": r"\b404\b|not found|page (?:does not|doesn.t) exist|не найден[ао]?|не існує|не знайдено|"
    r"nicht gefunden|"
    r"introuvable|non trouvée?|no encontrada|no existe|non trovata|nie (?:znaleziono|istnieje)|bulunamadı|"
    r"não encontrada|見つかりません|页面不存在|找不到|찾을 수 없",
    "access denied": r"access denied|403 forbidden|forbidden|доступ (?:запрещен|запрещён|ограничен|заборонено)|"
    r"zugriff verweigert|accès refusé|acceso denegado|accesso negato|odmowa dostępu|erişim engellendi|acesso negado|"
    r"unavailable (?:for legal reasons|in your (?:country|region))|error 1020|request rejected",
    "parked domain": r"domain (?:name )?(?:is |may be )?(?:for sale|parked|expired)|buy this domain|"
    r"домен (?:продается|продаётся|припаркован)",
    "list of files": r"^index of /",
    "site under maintenance": r"maintenance|технические работы|технічні роботи|wartungsarbeiten|en mantenimiento|"
    r"manutenzione|przerwa techniczna|bakım|manutenção|temporarily unavailable|временно недоступ",
}

MARKUP: dict[str, tuple[str, ...]] = {
    "challenge page": (
        "_cf_chl_opt",
        "cf-browser-verification",
        "cf-challenge",
        "cf_chl_",
        "/cdn-cgi/challenge-platform/h/",
        "captcha-delivery.com",
        "px-captcha",
        "_incapsula_resource",
        "incapsula incident id",
        "ddos-guard",
        "/.well-known/ddos-guard/",
        "qauth_handle",
        "sucuri_cloudproxy",
        "awswafcookiedomainlist",
        "challenge.js",
        "g-recaptcha",
        "h-captcha",
        "cf-turnstile",
        "smartcaptcha",
        "showcaptcha",
        "/_fs-ch-",
        "kramericaindustries",
    ),
    "consent wall": (
        "consent.yahoo",
        "consent.google",
        "guce.",
        "privacy-mgmt.com",
        "consentcheck",
        "cmpbox",
        "sp_message_container",
        "onetrust-banner",
        "didomi-host",
        "cookiewall",
        "cookie-wall",
        "privacygate",
        "privacy-gate",
        "consent-wall",
        "consent-form",
    ),
    "login page": ('type="password"', "type='password'", "type=password"),
}
