/** One thing that was looked at before starting, and what was found. */
export interface Finding {
  /** What was looked at: `files /var/log/nginx/*.log`. */
  readonly subject: string;
  readonly verdict: 'ok' | 'warning' | 'problem';
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string;
}
