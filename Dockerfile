# One image for every role; INTAKE_ROLES says which. It needs no place to write to, and no rights (docs/containers.md).
ARG NODE=node:20.20.2-bookworm-slim

FROM ${NODE} AS lock
WORKDIR /intake
COPY package.json package-lock.json ./
COPY cli/package.json cli/
COPY console/package.json console/

# What runs. The optional packages are the embedded PostgreSQL, which no container needs.
FROM lock AS dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --ignore-scripts

# What builds; nothing of it but its result comes along.
FROM lock AS build
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY .swcrc nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY cli cli
COPY console console
COPY src src
RUN npm run build

FROM ${NODE}
ENV NODE_ENV=production INTAKE_SKIP_BUILD=on
WORKDIR /intake
COPY --from=dependencies /intake .
# The command line: `docker compose exec api node cli/bin/intake.mjs status`.
COPY scripts/lib scripts/lib
COPY cli/bin cli/bin
COPY --from=build /intake/cli/dist cli/dist
COPY --from=build /intake/console/dist console/dist
COPY --from=build /intake/dist dist
COPY LICENSE ./

# By its number: Kubernetes cannot see that a name is not root's.
USER 1000:1000
EXPOSE 3000
# It lives, whatever is away: a restart of Intake mends no PostgreSQL.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
