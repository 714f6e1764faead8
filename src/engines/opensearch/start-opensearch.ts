import { addressWay } from '../address.ts';
import { dockerWay } from '../docker.ts';
import type { Engine } from '../engine.ts';
import { openFirst } from '../ways.ts';
import type { OpenSearchOptions } from './options.ts';
import { openSearchProcess } from './process.ts';

/** Security off: it listens on loopback only, and its first start would want certificates. */
const image = 'opensearchproject/opensearch:3.8.0';

/**
 * OpenSearch, real: at OPENSEARCH_URL, else in Docker, else as a process built of Maven's jars.
 * Throws EngineUnavailableError when none of the three is to be had, EngineError when a start fails.
 */
export function startOpenSearch(options: OpenSearchOptions): Promise<Engine> {
  return openFirst('OpenSearch', [
    addressWay('OpenSearch', ['OPENSEARCH_URL'], options),
    dockerWay(containerOf(options), options),
    {
      advice: 'install a JDK 17 or newer (21 for OpenSearch 3) and Maven',
      open: () => openSearchProcess(options),
    },
  ]);
}

function containerOf({ heap = '1g', settings = {} }: OpenSearchOptions) {
  return {
    engine: 'OpenSearch',
    image,
    port: 9200,
    dataPath: '/usr/share/opensearch/data',
    readyPath: '/_cluster/health?wait_for_status=yellow&timeout=2s',
    environment: {
      'discovery.type': 'single-node',
      'cluster.routing.allocation.disk.threshold_enabled': 'false',
      DISABLE_INSTALL_DEMO_CONFIG: 'true',
      DISABLE_SECURITY_PLUGIN: 'true',
      OPENSEARCH_JAVA_OPTS: `-Xms${heap} -Xmx${heap}`,
      ...settings,
    },
  };
}
