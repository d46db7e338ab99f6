# The image of the daemon. Everything it works with lies in /var/lib/hotline: config/ (mount yours), data/ and logs/
# (volumes). `docker compose up` does all of that; by hand:
#   docker build -t hotline-watch .
#   docker run -v ./config:/var/lib/hotline/config:ro -v hotline-data:/var/lib/hotline/data \
#       -v hotline-logs:/var/lib/hotline/logs hotline-watch

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
RUN python -m venv /opt/hotline
WORKDIR /src
# The libraries first: this layer is built anew only when the lock changes.
COPY requirements.lock ./
RUN /opt/hotline/bin/pip install --require-hashes --only-binary :all: --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY config/ config/
COPY migrations/ migrations/
COPY service/ service/
RUN /opt/hotline/bin/pip install --no-index --no-deps --no-build-isolation .

FROM python:3.13-slim
ENV PATH=/opt/hotline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOTLINE_CONFIG=/var/lib/hotline/config
# A fixed number, so that the owner of a bind-mounted data folder can be set from outside.
RUN groupadd --system --gid 10001 hotline \
    && useradd --system --uid 10001 --gid hotline --home-dir /var/lib/hotline --shell /usr/sbin/nologin hotline \
    && install -d -o root -g root -m 0755 /var/lib/hotline \
    && install -d -o hotline -g hotline -m 0750 /var/lib/hotline/data /var/lib/hotline/logs
COPY --from=build /opt/hotline /opt/hotline
COPY config/ /var/lib/hotline/config/
WORKDIR /var/lib/hotline
USER hotline
VOLUME ["/var/lib/hotline/data", "/var/lib/hotline/logs"]
STOPSIGNAL SIGTERM
# Healthy is a daemon whose heartbeat is fresh, not a process that merely exists.
HEALTHCHECK --interval=1m --timeout=20s --start-period=1m --retries=3 CMD ["hotline", "health"]
ENTRYPOINT ["hotline"]
CMD ["run"]
