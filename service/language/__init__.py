"""What is known of languages: folding, sentences, detection, names, dates; each language's words are in `packs`."""

from service.language.detect import detect_language

__all__ = ["detect_language"]
