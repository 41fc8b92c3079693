# The team edition: the editor is built, the wheel is made from it, and only the result is kept.

FROM node:24-slim AS editor
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.13-slim AS library
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/kanva
ENV PATH=/opt/kanva/bin:$PATH
WORKDIR /src
COPY requirements-postgresql.lock requirements-build.lock ./
RUN pip install --require-hashes -r requirements-postgresql.lock \
 && python -m venv /opt/build \
 && /opt/build/bin/pip install --require-hashes -r requirements-build.lock
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY backend/ backend/
COPY nodes/ nodes/
COPY workflows/ workflows/
COPY --from=editor /src/backend/kanva/_static/ backend/kanva/_static/
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && pip install --no-deps /wheels/*.whl \
 && python -m compileall -q /opt/kanva/lib

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin kanva \
 && install --directory --owner=kanva --group=kanva /data
COPY --from=library /opt/kanva /opt/kanva
ENV PATH=/opt/kanva/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    LANG=C.UTF-8
USER kanva
WORKDIR /data
VOLUME ["/data", "/home/kanva"]
EXPOSE 8321
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8321/api/health', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["kanva"]
CMD ["serve", "/data", "--host", "0.0.0.0", "--port", "8321", "--no-browser"]
