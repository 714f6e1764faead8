# kinship in a container: docker build -t kinship:0.1.0 . && docker run --rm kinship:0.1.0 help
# The configuration is mounted (docker-compose.yml shows it), and so is /var/lib/kinship: without a lasting volume a new
# container would ship every file from its beginning.

# The minor is the one package.json brings for its own scripts; the patch is left to Node's security releases.
FROM node:24.21-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

# The compiler is a binary from an optional package, so here nothing is left out.
FROM packages AS build
RUN npm ci --ignore-scripts --include=dev --include=optional
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN PATH="$PWD/node_modules/.bin:$PATH" node scripts/build.mjs

# Optional packages are Node itself (190 MB), which the base image has; no production package has one.
FROM packages AS production
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM node:24.21-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
# Docker gives a new named volume the owner of the folder it is mounted over.
RUN install -d -o node -g node /var/lib/kinship/agent /var/lib/kinship/consumer /var/log/web
USER node
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["help"]
