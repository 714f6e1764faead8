// Loaded into each child of the launcher with --import. The child has a session of its own, so when the launcher is
// killed outright (kill -9, out of memory) nothing else would tell it to stop.

import { isMainThread } from 'node:worker_threads';
import { whenParentEnds } from './when-parent-ends.mjs';

if (isMainThread) whenParentEnds(() => process.kill(process.pid, 'SIGTERM'));
