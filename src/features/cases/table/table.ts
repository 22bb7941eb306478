import { readCsv } from '../../../shared/csv-reader.js'

type Members = Record<string, unknown>

/** One line of a table: what it says beyond what all have in common, and by what it is known again. */
export interface TableRow {
  key: string
  body: Members
}

/** Column by which a line is known again; it is no member of an application. */
const KEY = 'key'

/**
 * A table in CSV as rows (表格): each heading is the path of a member, `form.businessName`, `parties.0.mobile`,
 * `externalNos.0.number`; an empty cell says nothing. Cells become what the item's form wants: numbers, yes and no, lists
 * parted by `;`. Pure.
 */
export function rowsOfCsv(csv: string, formSchema: object | undefined): Members[] {
  const [headings = [], ...lines] = readCsv(csv)
  return lines.map((cells) => {
    const row: Members = {}
    for (const [index, heading] of headings.entries()) {
      const cell = (cells[index] ?? '').trim()
      const path = heading.trim().split('.')
      if (cell !== '' && path.every((name) => SAFE.test(name)))
        place(row, path, cellValue(path, cell, formSchema))
    }
    return row
  })
}

const SAFE = /^(?!__proto__$|constructor$|prototype$)[^.]{1,100}$/

/** The rows of a table over what they have in common: objects member by member, lists entry by entry. Pure. */
export function mergeRows(common: Members, rows: readonly Members[]): TableRow[] {
  return rows.map(({ [KEY]: key, ...own }, index) => ({
    key: typeof key === 'string' ? key : String(index + 1),
    body: merge(common, own) as Members,
  }))
}

function merge(under: unknown, over: unknown): unknown {
  if (over === undefined) return structuredClone(under)
  if (Array.isArray(under) && Array.isArray(over))
    return Array.from({ length: Math.max(under.length, over.length) }, (_, at) => merge(under[at], over[at]))
  if (!isMembers(under) || !isMembers(over)) return over
  const names = new Set([...Object.keys(under), ...Object.keys(over)])
  return Object.fromEntries([...names].map((name) => [name, merge(under[name], over[name])]))
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function place(row: Members, path: readonly string[], value: unknown): void {
  let at: Members = row
  for (const [index, name] of path.slice(0, -1).entries()) {
    const isList = /^\d{1,2}$/.test(path[index + 1] ?? '')
    at[name] ??= isList ? [] : {}
    at = at[name] as Members
  }
  const last = path.at(-1) ?? ''
  at[last] = value
}

function cellValue(
  [first, field = '', ...rest]: readonly string[],
  cell: string,
  schema: object | undefined,
): unknown {
  if (first === 'form') return typed(partOf(schema, [field, ...rest]), cell)
  if (first === 'answers' || first === 'submit') return BOOLEANS.get(cell) ?? cell
  return rest.at(-1) === 'copies' ? Number(cell) : cell
}

const BOOLEANS = new Map<string, boolean>([
  ['true', true],
  ['false', false],
  ['是', true],
  ['否', false],
])

interface Part {
  type?: unknown
  properties?: Record<string, Part>
  items?: Part
}

function partOf(schema: object | undefined, path: readonly string[]): Part | undefined {
  let part = schema as Part | undefined
  for (const name of path) part = part?.properties?.[name]
  return part
}

function typed(part: Part | undefined, cell: string): unknown {
  switch (part?.type) {
    case 'integer':
    case 'number':
      return Number.isNaN(Number(cell)) ? cell : Number(cell)
    case 'boolean':
      return BOOLEANS.get(cell) ?? cell
    case 'array':
      return cell.split(';').map((each) => typed(part.items, each.trim()))
    default:
      return cell
  }
}
