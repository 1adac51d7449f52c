# One image for all services: `docker run IMAGE serve public-api`, `docker run IMAGE up --home /data`.
# The base needs glibc and, for the first stage only, Node 20.19 or newer with npm.
ARG BASE=node:24-bookworm-slim

FROM ${BASE} AS build
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
# The Node of the lock file is what everything runs on; it outlives the pruning. What stays of the packages is what the bundle
# names in its own package.json, in the versions of the lock file.
RUN cp -L node_modules/.bin/node /usr/local/bin/catalogsync-node \
 && cp cli/bundle/package.json package.json \
 && npm prune --omit=dev --no-audit --no-fund --ignore-scripts

FROM ${BASE}
ENV NODE_ENV=production \
    ROOT_DIR=/data \
    NODE_COMPILE_CACHE=/tmp/catalogsync-compile-cache
COPY --from=build /usr/local/bin/catalogsync-node /usr/local/bin/catalogsync-node
COPY --from=build /app/package.json /app/package.json
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/cli/bundle /app/cli/bundle
RUN useradd --system --user-group --uid 950 --home-dir /data --create-home --shell /usr/sbin/nologin catalogsync
USER catalogsync
VOLUME /data
EXPOSE 8080 8421 8422 8423
# Node is process 1: the command handles SIGTERM itself and reaps its only child, the one that makes pictures of covers.
ENTRYPOINT ["catalogsync-node", "--max-semi-space-size=4", "--heap-growing-percent=50", "--expose-gc", "--no-warnings", "--", "/app/cli/bundle/main.js"]
CMD ["up", "--home", "/data"]
# For `up`; docker-compose.yml has one for each service that runs alone.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["catalogsync-node", "/app/cli/bundle/health-probe.js", "http://127.0.0.1:8080/healthz"]
