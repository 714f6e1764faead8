import { InputTelemetry } from '../../src/telemetry/inputs.ts';
import { createLog } from '../../src/telemetry/log.ts';

/** The telemetry of inputs, and the lines that it logs. */
export function toldInputs(): { telemetry: InputTelemetry; told: string[] } {
  const told: string[] = [];
  const log = createLog('info', 'json', (line) => told.push(line));
  return { telemetry: new InputTelemetry(log, () => {}), told };
}
