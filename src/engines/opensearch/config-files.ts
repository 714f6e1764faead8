/** opensearch.yml. It ends with exit code 78 without this file and the next. */
export const settingsFile = `cluster.name: kinship
node.name: kinship-1
node.roles: [cluster_manager, data, ingest]
discovery.type: single-node
network.host: 127.0.0.1
# A laptop's disk is often fuller than 90 %, and then no index would get a shard.
cluster.routing.allocation.disk.threshold_enabled: false
`;

/** log4j2.properties: everything to the console, which is a file in the data folder. */
export const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`;
