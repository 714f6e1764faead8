/** The account that everything here belongs to. */
export const accountId = '000000000000';
