# Build with all packages, run with those that the service needs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY client/package.json ./client/
# With optional packages: the native compiler is one.
RUN npm ci
COPY tsconfig.json ./
COPY scripts ./scripts
COPY openapi ./openapi
COPY client ./client
COPY src ./src
# The embedded Postgres is left out; what makes PDF has its native part among the optional packages and stays.
RUN npm run build && mv node_modules/@myriaddreamin /tmp/typst && npm prune --omit=dev --omit=optional \
  && rm -rf node_modules/@myriaddreamin && mv /tmp/typst node_modules/@myriaddreamin

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/client/package.json ./client/
COPY --from=build /app/dist/src ./dist/src
COPY --from=build /app/dist/client ./dist/client
COPY package.json ./
COPY scripts ./scripts
COPY assets ./assets
COPY migrations ./migrations
COPY reference ./reference
COPY samples ./samples
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health/live').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/src/main.js"]
