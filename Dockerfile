# The image of Flowdeck's runtime: `flowdeck executor|gateway|ping`, with the arguments of `jina executor|gateway|ping`.
#
#   npm run build && docker build --build-arg BASE=<an image with Node 20.19 or newer> -t flowdeck .
#
# It holds the bundles of the runtime and the compiler of Executors, nothing else (.dockerignore lists what is sent).
ARG BASE
FROM ${BASE}
COPY packages/runtime/package.json /opt/flowdeck/package.json
COPY packages/runtime/bin /opt/flowdeck/bin
COPY packages/runtime/dist/bundle /opt/flowdeck/dist/bundle
COPY packages/runtime/dist/command /opt/flowdeck/dist/command
COPY node_modules/esbuild /opt/flowdeck/node_modules/esbuild
COPY node_modules/@esbuild /opt/flowdeck/node_modules/@esbuild
RUN mkdir -p /usr/local/bin && ln -s /opt/flowdeck/bin/flowdeck.mjs /usr/local/bin/flowdeck \
  && ln -s flowdeck /usr/local/bin/jina
# The root may be read-only: what is written at run time goes to /tmp.
ENV NODE_ENV=production HOME=/tmp FLOWDECK_STATE_DIR=/tmp/flowdeck
# A container listens to its network; who reaches it is decided outside.
ENV JINA_DEFAULT_HOST=0.0.0.0 FLOWDECK_PING="executor 127.0.0.1:8080"
WORKDIR /workdir
# A number, so that Kubernetes can tell that it is not root.
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s CMD flowdeck ping $FLOWDECK_PING
ENTRYPOINT ["flowdeck"]
