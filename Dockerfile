# One image for web, worker, beat, loop and migrate; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /opt/casetracker
COPY requirements.txt .
RUN /opt/casetracker/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore, of the server's version: manage.py backup and restore.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 casetracker \
    && useradd --system --uid 10001 --gid 10001 --home-dir /app --no-create-home casetracker
ENV PATH=/opt/casetracker/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CASETRACKER_VAR=/app/var \
    STATIC_ROOT=/app/static
WORKDIR /app
COPY --from=packages /opt/casetracker /opt/casetracker
COPY manage.py gunicorn.conf.py ./
COPY config config
COPY casetracker casetracker
# The settings need keys to start; these are thrown away with the layer, nothing is sealed by them.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
    CASETRACKER_KEYS="build:$(python -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())')" \
    BASE_URL=https://build.invalid \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q config casetracker \
    && install -d -o casetracker -g casetracker -m 700 var
USER 10001:10001
VOLUME /app/var
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-I", "config/healthcheck.py"]
CMD ["gunicorn", "config.wsgi:application", "--bind=0.0.0.0:8000", "--workers=3", "--threads=2", \
    "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--graceful-timeout=25", "--max-requests=5000", \
    "--max-requests-jitter=500"]
