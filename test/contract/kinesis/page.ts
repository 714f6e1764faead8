import type { Behaviour, Theme } from './behaviour.ts';
import { behaviours, themes } from './behaviours.ts';
import { deviationIn } from './deviations/deviation.ts';
import { deviations } from './deviations/deviations.ts';
import { type EngineName, engineNames } from './engines/engine.ts';

const referenceUrl = 'https://docs.aws.amazon.com/kinesis/latest/APIReference';

/** docs/kinesis-contract.md: what each engine does, and why it does not. */
export function contractPage(): string {
  const lists = engineNames.map(deviationList);
  return `${[introduction(), ...themes.map(themeTable), ...lists, elsewhere, links()].join('\n\n')}\n`;
}

function introduction(): string {
  return `# The contract of Kinesis

Written by \`npm run docs\` from \`test/contract/kinesis\`; do not edit it here.

${behaviours.length} behaviours of Kinesis Data Streams, each written from the AWS API reference, and whether the engines
that stand in for Kinesis have them. A number leads to the reason below. "At times" is said where it is a matter of
timing.

\`npm test -- test/integration/kinesis-contract.test.ts\` runs them on all engines, ferrokinesis among them where
\`KINSHIP_FERROKINESIS\` names its program (\`cargo install ferrokinesis\`; Linux, because it listens on all addresses
and so gets a network of its own). \`KINSHIP_CONTRACT_KINESIS=aws\` runs them on real AWS instead, with the SDK's own
credentials and region, and \`KINSHIP_CONTRACT_KINESIS=URL\` on any other endpoint; then all must hold. A test fails as
well when an engine does what is listed here as missing.

${totals()}`;
}

function totals(): string {
  const counts = engineNames.map(
    (engine) => behaviours.filter((behaviour) => isMet(engine, behaviour)).length,
  );
  return [row(['', ...engineNames]), divider(1), row(['has', ...counts.map(String)])].join('\n');
}

function themeTable({ title, behaviours: listed }: Theme): string {
  const rows = listed.map((behaviour) => {
    const answers = engineNames.map((engine) => answer(engine, behaviour));
    return row([behaviour.name, source(behaviour), ...answers]);
  });
  return [`## ${title}`, '', row(['behaviour', 'reference', ...engineNames]), divider(2), ...rows].join('\n');
}

function answer(engine: EngineName, { name }: Behaviour): string {
  const deviation = deviationIn(deviations[engine], name);
  if (deviation === undefined) return 'yes';
  const number = deviations[engine].indexOf(deviation) + 1;
  return deviation.isUnsteady ? `at times (${number})` : `no (${number})`;
}

function isMet(engine: EngineName, { name }: Behaviour): boolean {
  return deviationIn(deviations[engine], name) === undefined;
}

/** `PutRecords: Records` as a link to the page, whose address stands at the end. */
function source({ source: text }: Behaviour): string {
  return `[${text}][${pageOf(text)}]`;
}

function pageOf(source: string): string {
  return source.split(':', 1).join();
}

function links(): string {
  const pages = [...new Set(behaviours.map(({ source: text }) => pageOf(text)))].toSorted();
  return pages.map((page) => `[${page}]: ${referenceUrl}/API_${page}.html`).join('\n');
}

function deviationList(engine: EngineName): string {
  const reasons = deviations[engine].map(({ reason }, index) => `${index + 1}. ${reason}`);
  const list = reasons.length === 0 ? 'It has no known deviation.' : reasons.join('\n');
  return `## Deviations of ${engine}\n\n${list}`;
}

/** What takes Kinesis minutes or days cannot be waited for. */
const elsewhere = `## Shown elsewhere

What takes minutes or days is not waited for here. \`test/unit/local-stream\` shows it for kinship local on virtual time:
an iterator expires after five minutes and a NextToken after 300 seconds, a subscription ends after five minutes, records
and closed shards are gone when their retention period is over, and a stream is scaled ten times in 24 hours at most.`;

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function divider(labels: number): string {
  return `| ${'--- | '.repeat(labels)}${engineNames.map(() => '---').join(' | ')} |`;
}
