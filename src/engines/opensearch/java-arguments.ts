import { join } from 'node:path';
import type { Release } from './release.ts';

/** What a start of OpenSearch depends on. */
export interface JavaStart {
  readonly release: Release;
  readonly home: string;
  /** Its own data folder, with config, data, logs, repo and tmp in it. */
  readonly folder: string;
  readonly httpPort: number;
  readonly transportPort: number;
  readonly heap: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** The command line after `java`: what the distribution's start script would pass, as far as it matters here. */
export function javaArguments(start: JavaStart): readonly string[] {
  const { home, folder } = start;
  return [
    `-Xms${start.heap}`,
    `-Xmx${start.heap}`,
    '-XX:+ExitOnOutOfMemoryError',
    `-XX:ErrorFile=${join(folder, 'logs', 'hs_err_pid%p.log')}`,
    // By this the process is known again, should its launcher be killed.
    `-Dkinship.engine.folder=${folder}`,
    `-Djava.io.tmpdir=${join(folder, 'tmp')}`,
    ...fixedArguments(start.release),
    `-Dopensearch.path.home=${home}`,
    `-Dopensearch.path.conf=${join(folder, 'config')}`,
    '-cp',
    join(home, 'lib', '*'),
    'org.opensearch.bootstrap.OpenSearch',
    ...Object.entries(settingsOf(start)).map(([key, value]) => `-E${key}=${value}`),
  ];
}

function settingsOf({
  folder,
  httpPort,
  transportPort,
  settings,
}: JavaStart): Readonly<Record<string, string>> {
  return {
    'http.port': String(httpPort),
    'transport.port': String(transportPort),
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
    'path.repo': join(folder, 'repo'),
    ...settings,
  };
}

function fixedArguments({ version }: Release): readonly string[] {
  return [
    '--enable-native-access=ALL-UNNAMED',
    '--add-modules=jdk.incubator.vector',
    // 2.x installs a SecurityManager, which Java 18 and newer allow only on request.
    ...(version.startsWith('2.') ? ['-Djava.security.manager=allow'] : []),
    '-Djava.awt.headless=true',
    // Without JNA it does not see that it is root, which it would refuse: containers often have no other user.
    '-Djna.nosys=true',
    '-Djna.nounpack=true',
    '-Djna.noclasspath=true',
    '-Dio.netty.noUnsafe=true',
    '-Dio.netty.noKeySetOptimization=true',
    '-Dlog4j.shutdownHookEnabled=false',
    '-Dlog4j2.disable.jmx=true',
    '-Dopensearch.distribution.type=tar',
    '-Dopensearch.bundled_jdk=true',
  ];
}
