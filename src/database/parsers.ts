import pg from 'pg'

type Parse = (text: string) => unknown

/**
 * Postgres's text of an instant → RFC 3339 in UTC with six digits: `2026-03-02T01:00:00.000000Z`.
 * Text that already has this form comes back as it is. `infinity` and years before Christ are not the service's.
 */
export function parseInstant(text: string): string {
  const match =
    /^(\d{4,6}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d(?::?\d\d)?(?::\d\d)?)$/.exec(text)
  if (!match) throw new RangeError('the database returned an instant of unknown form')
  const [, date = '', time = '', fraction = '', offset = ''] = match
  const micros = fraction.padEnd(6, '0')
  if (offset === '+00' || offset === 'Z') return `${date}T${time}.${micros}Z`
  const seconds = new Date(`${date}T${time}${offset.length === 3 ? `${offset}:00` : offset}`)
  return `${seconds.toISOString().slice(0, 19)}.${micros}Z`
}

function parseInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('the database returned an integer beyond 2^53')
  return value
}

const asText: Parse = (text) => text

const TEXT_ARRAY: number = 1009
const parseTextArray = pg.types.getTypeParser(TEXT_ARRAY) as (text: string) => (string | null)[]

function each(parse: Parse): Parse {
  return (text) => parseTextArray(text).map((element) => (element === null ? null : parse(element)))
}

/** By the type's number in pg_type. Everything else is read as pg does; numeric stays text. */
const PARSERS = new Map<number, Parse>([
  [20, parseInteger], // int8, count(*)
  [1016, each(parseInteger)],
  [1082, asText], // date: YYYY-MM-DD
  [1182, each(asText)],
  [1114, asText], // timestamp without a zone: not used, but a Date would be wrong
  [1115, each(asText)],
  [1184, parseInstant], // timestamptz
  [1185, each(parseInstant)],
  [1231, each(asText)], // numeric[]
])

/** The type parsers of every pool, in the form that pg takes. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : PARSERS.get(oid)) ??
    pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
}
