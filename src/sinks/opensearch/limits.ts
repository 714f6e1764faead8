/**
 * What one `_bulk` call holds. 5 MiB is where indexing stops getting faster, and half of what the smallest Amazon
 * OpenSearch Service instances accept as a request body.
 */
export const bulkLimits = { bodyBytesMax: 5 * 1024 * 1024, documentsMax: 5_000 } as const;
