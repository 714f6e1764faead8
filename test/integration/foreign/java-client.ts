import { join } from 'node:path';
import { type Environment, run } from './command.ts';
import { fillOnce } from './installation.ts';
import { type Happening, readHappenings } from './road.ts';

const programDir = join(import.meta.dirname, 'java');
/** As in pom.xml. */
const sdkVersion = '2.40.2';

/** The AWS SDK for Java, version 2. Java compiles its program as it starts it. */
export class JavaClient {
  readonly #jars: string;
  readonly #env: Environment;

  private constructor(jars: string, env: Environment) {
    this.#jars = jars;
    this.#env = env;
  }

  /** The first time Maven copies its jars (10 MB) into a folder in `toolsDir`. */
  static async install(toolsDir: string, env: Environment): Promise<JavaClient> {
    await run('java', ['--version'], env);
    const target = join(toolsDir, `aws-sdk-java-${sdkVersion}`);
    return new JavaClient(await fillOnce(target, (folder) => fetchJars(folder, env)), env);
  }

  /** Over HTTP/1.1 its synchronous client, over HTTP/2 its asynchronous one, which has no other way by default. */
  async road(url: string, stream: string, protocol: 'http1' | 'http2'): Promise<readonly Happening[]> {
    const program = join(programDir, 'KinesisRoad.java');
    // The encoding that the SDK prefers, and which AWS alone speaks.
    const withoutCbor = '-Daws.cborEnabled=false';
    const args = [withoutCbor, '-cp', join(this.#jars, '*'), program, url, stream, protocol];
    return readHappenings(await run('java', args, this.#env));
  }
}

function fetchJars(folder: string, env: Environment): Promise<string> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  return run('mvn', ['-q', '-B', '-Dstyle.color=never', '-f', join(programDir, 'pom.xml'), ...goal], env);
}
