# One image for all services: `docker run IMAGE serve public-api`, `docker run IMAGE up --home /data`.
#   docker build -t catalogsync .                                 what most people need
#   docker build -t catalogsync:media --target media .            with yt-dlp and ffmpeg, for the source `yt-dlp`
# Both bases need glibc; the first, which only builds, Node 20.19 or newer with npm.
ARG BUILD_BASE=node:24-bookworm-slim
ARG BASE=debian:bookworm-slim

FROM ${BUILD_BASE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY libs libs
COPY services services
COPY cli cli
COPY bench/package.json bench/package.json
# As the command `catalogsync` does it.
RUN npm ci --ignore-scripts --include=dev --no-audit --no-fund && npm rebuild --ignore-scripts=false node
COPY .swcrc nx.json tsconfig.base.json ./
COPY tools/bundle.mjs tools/nx-targets.mjs tools/
RUN NX_DAEMON=false npx nx run @catalogsync/cli:bundle --output-style=static
# The Node of the lock file is what everything runs on. What stays of the packages is what the bundle names in its own package.json,
# in the versions of the lock file, without the sources and the programs of other systems that some of them carry.
RUN mkdir -p /image/usr/local/bin /image/app/cli \
 && cp -L node_modules/.bin/node /image/usr/local/bin/catalogsync-node \
 && cp cli/bundle/package.json package.json \
 && npm prune --omit=dev --no-audit --no-fund --ignore-scripts \
 && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/src node_modules/.cache node_modules/@catalogsync \
 && find node_modules/better-sqlite3/prebuilds -type f ! -name "linux-$(node -p process.arch).node" -delete \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' \) -delete \
 && cp -a package.json node_modules /image/app/ && cp -a cli/bundle /image/app/cli/bundle
# New volumes begin as these folders are: owned by the user of the services, with an empty settings file.
RUN mkdir -m 700 /own && cd /own && mkdir -m 700 data shared deal \
 && (cd deal && mkdir -m 700 orchestrator resolver media-server snapshot origin public-api) \
 && touch shared/catalogsync.env && chmod 600 shared/catalogsync.env
COPY --chmod=755 deploy/image/catalogsync /image/usr/local/bin/catalogsync

FROM ${BASE} AS base
# Secrets are files, one for each key: what `secrets:` of a compose file mounts.
ENV NODE_ENV=production \
    ROOT_DIR=/data \
    SECRETS_DIR=/run/secrets \
    NODE_COMPILE_CACHE=/tmp/catalogsync-compile-cache
EXPOSE 8080 8421 8422 8423
# For `up`; docker-compose.yml has one for each service that runs alone.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["catalogsync-node", "/app/cli/bundle/health-probe.js", "http://127.0.0.1:8080/readyz"]
# The script becomes Node, which is then process 1: it handles SIGTERM itself and reaps its only child, the one that makes pictures of covers.
ENTRYPOINT ["catalogsync"]
CMD ["up", "--home", "/data"]

# Programs of the source `yt-dlp`. Both come from PyPI: Debian's yt-dlp is too old for today's sites, and its ffmpeg brings 600 MB of libraries.
# They are where pip finds a program built for the system; ffmpeg is under the GPL.
FROM ${BASE} AS programs
ARG YT_DLP=2026.8.19
ARG FFMPEG=0.6.0
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates python3-minimal python3-pip
RUN pip install --break-system-packages --no-compile --no-deps --target /opt/yt-dlp "yt-dlp==${YT_DLP}" \
 && pip install --break-system-packages --no-compile --no-deps --target /tmp/ffmpeg "imageio-ffmpeg==${FFMPEG}" \
 && rm -rf /opt/yt-dlp/bin /opt/yt-dlp/share \
 && mkdir -p /image/usr/local/bin /image/opt && cp -a /opt/yt-dlp /image/opt/ \
 && mv /tmp/ffmpeg/imageio_ffmpeg/binaries/ffmpeg-* /image/usr/local/bin/ffmpeg \
 && printf '#!/bin/sh\nPYTHONPATH=/opt/yt-dlp exec python3 -m yt_dlp "$@"\n' > /image/usr/local/bin/yt-dlp \
 && chmod 755 /image/usr/local/bin/*

FROM base AS media
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates python3 \
 && rm -rf /var/lib/apt/lists/* /usr/share/doc /usr/share/man
COPY --from=programs /image /
COPY --from=build /image/usr /usr
COPY --from=build /image/app /app
COPY --from=build --chown=950:950 /own /
USER 950:950

FROM base
COPY --from=build /image/usr /usr
COPY --from=build /image/app /app
COPY --from=build --chown=950:950 /own /
USER 950:950
