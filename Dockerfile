# The recorder alone, without the dashboard. `docker compose up --build` starts it with PostgreSQL.
#
#   docker build --build-arg COMMIT="$(git rev-parse --short=12 HEAD)" --tag orderflow-recorder .
FROM debian:bookworm-slim AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /source

# The packages are those that scripts/run installs; this layer stays while they do.
COPY scripts/lib/packages.sh scripts/lib/
# hadolint ignore=SC2154
RUN source scripts/lib/packages.sh \
    && install_packages "${build_packages[@]}" "${package_packages[@]}"

COPY . .
ARG COMMIT=
RUN cmake --preset package -DORDERFLOW_BUILD_GUI=OFF -DORDERFLOW_COMMIT="${COMMIT}" \
    && cmake --build --preset package \
    && cmake --build --preset package --target package \
    && mv build/package/packages/orderflow-recorder_*.deb /recorder.deb

FROM debian:bookworm-slim
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]

# The package brings the libraries that it needs, the user and his folder.
RUN --mount=type=bind,from=build,source=/recorder.deb,target=/tmp/recorder.deb \
    apt-get update \
    && apt-get install --yes --no-install-recommends /tmp/recorder.deb \
    && rm -rf /var/lib/apt/lists/*

# Its number, so that orchestrators can see that it is not root.
RUN usermod --uid 9464 orderflow-recorder \
    && groupmod --gid 9464 orderflow-recorder \
    && chown -R 9464:9464 /var/lib/orderflow-recorder
COPY packaging/docker/healthcheck /usr/local/bin/orderflow-healthcheck
USER 9464:9464

# The spool, and a SQLite database where there is no other, are all that is written.
WORKDIR /var/lib/orderflow-recorder
VOLUME /var/lib/orderflow-recorder
EXPOSE 9464

# Ready while streams are delivered and the database takes them. bash speaks HTTP well enough, and
# curl would be one more thing to keep up to date.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["/usr/local/bin/orderflow-healthcheck"]

# The recorder stops in order at SIGTERM, and writes what it has first.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/orderflow-recorder-cli"]
CMD ["record"]
