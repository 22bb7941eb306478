export const TODAY = `(select (app_now() at time zone 'Asia/Shanghai')::date)`

/** Entries `e` that the public may see today. */
export const SHOWN = `e.valid_from <= ${TODAY} and e.valid_to > ${TODAY}`
