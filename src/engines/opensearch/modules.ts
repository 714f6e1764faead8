/** A module of OpenSearch: loaded by a class loader of its own, from a folder of its own. */
interface ModuleSpec {
  readonly name: string;
  readonly className: string;
  /** The module whose classes it builds on. */
  readonly extended?: string;
  /** The jars that belong to it; they must not be in lib/ as well. */
  readonly jars: RegExp;
}

/**
 * What the distribution's modules consist of. Their descriptors are in the distribution and not on Maven Central, so
 * they are written from this. The names are those of 3.x.
 */
const moduleSpecs: readonly ModuleSpec[] = [
  {
    name: 'transport-netty4',
    className: 'org.opensearch.transport.Netty4ModulePlugin',
    jars: /^(transport-netty4-client|opensearch-netty4|netty)-/,
  },
  {
    name: 'analysis-common',
    className: 'org.opensearch.analysis.common.CommonAnalysisModulePlugin',
    extended: 'lang-painless',
    jars: /^analysis-common-/,
  },
  {
    name: 'aggs-matrix-stats',
    className: 'org.opensearch.search.aggregations.matrix.MatrixAggregationModulePlugin',
    jars: /^aggs-matrix-stats-/,
  },
  { name: 'geo', className: 'org.opensearch.geo.GeoModulePlugin', jars: /^geo-\d/ },
  {
    name: 'ingest-common',
    className: 'org.opensearch.ingest.common.IngestCommonModulePlugin',
    extended: 'lang-painless',
    jars: /^(ingest-common|opensearch-grok|opensearch-dissect|joni|jcodings)-/,
  },
  {
    name: 'ingest-user-agent',
    className: 'org.opensearch.ingest.useragent.IngestUserAgentModulePlugin',
    jars: /^ingest-user-agent-/,
  },
  {
    name: 'lang-expression',
    className: 'org.opensearch.script.expression.ExpressionModulePlugin',
    jars: /^(lang-expression|lucene-expressions|antlr4-runtime|asm|asm-commons|asm-tree)-\d/,
  },
  {
    name: 'lang-mustache',
    className: 'org.opensearch.script.mustache.MustacheModulePlugin',
    jars: /^(lang-mustache-client|compiler)-/,
  },
  {
    name: 'lang-painless',
    className: 'org.opensearch.painless.PainlessModulePlugin',
    jars: /^(lang-painless|opensearch-scripting-painless-spi|antlr4-runtime|asm|asm-[a-z]+)-\d/,
  },
  {
    name: 'mapper-extras',
    className: 'org.opensearch.index.mapper.MapperExtrasModulePlugin',
    jars: /^mapper-extras-client-/,
  },
  {
    name: 'parent-join',
    className: 'org.opensearch.join.ParentJoinModulePlugin',
    jars: /^parent-join-client-/,
  },
  {
    name: 'reindex',
    className: 'org.opensearch.index.reindex.ReindexModulePlugin',
    jars: /^(reindex-client|opensearch-rest-client|opensearch-ssl-config|httpc[a-z0-9-]+|commons-(codec|logging)|slf4j-api)-\d/,
  },
  {
    name: 'repository-url',
    className: 'org.opensearch.plugin.repository.url.URLRepositoryModulePlugin',
    jars: /^(repository-url|httpc[a-z0-9-]+|commons-(codec|logging)|slf4j-api)-\d/,
  },
];

/** One module's folder: the jars to copy into it, and the small files to write, by name. */
export interface ModuleFolder {
  readonly name: string;
  readonly jars: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** Who gets which jar. A jar may be in several modules; what is in none is in lib. */
export interface HomeLayout {
  readonly modules: readonly ModuleFolder[];
  readonly lib: readonly string[];
}

/** Sorts the jars of a release. Throws when a module would be without any: the list is not whole then. */
export function layOut(jars: readonly string[], version: string): HomeLayout {
  const modules = moduleSpecs.map((spec) => layOutModule(spec, jars, version));
  const taken = new Set(modules.flatMap((module) => module.jars));
  return { modules, lib: jars.filter((jar) => !taken.has(jar)) };
}

function layOutModule(spec: ModuleSpec, jars: readonly string[], version: string): ModuleFolder {
  const own = jars.filter((jar) => spec.jars.test(jar));
  if (own.length === 0) throw new Error(`OpenSearch ${version}: no jar for its module ${spec.name}`);
  const descriptor = { 'plugin-descriptor.properties': describe(spec, version) };
  return { name: spec.name, jars: own, files: { ...descriptor, ...securityPolicy(version) } };
}

function describe(spec: ModuleSpec, version: string): string {
  const properties = {
    name: spec.name,
    description: spec.name,
    version,
    'opensearch.version': version,
    'java.version': '11',
    classname: classNameOf(spec, version),
    'extended.plugins': spec.extended ?? '',
    'has.native.controller': 'false',
  };
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/** 2.x calls them `…Plugin`, except for geo. */
function classNameOf({ name, className }: ModuleSpec, version: string): string {
  return isTwo(version) && name !== 'geo' ? className.replace(/ModulePlugin$/, 'Plugin') : className;
}

/** 2.x runs under Java's SecurityManager, where a module may do only what its policy grants. */
function securityPolicy(version: string): Readonly<Record<string, string>> {
  if (!isTwo(version)) return {};
  return { 'plugin-security.policy': 'grant { permission java.security.AllPermission; };\n' };
}

function isTwo(version: string): boolean {
  return version.startsWith('2.');
}
