import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import { pointerPart } from '../../catalogue/questions/form.js'

type Members = Record<string, unknown>

/** One line of a table: what it says beyond what all have in common, and by what it is known again. */
export interface TableRow {
  key: string
  body: Members
  /** What stands there for it is none: another list, nothing to be seen, too long. */
  isKeyWrong?: true
}

/** Column by which a line is known again; it is no member of an application. */
const KEY = 'key'

/** The rows of a table over what they have in common: objects member by member, lists entry by entry. Pure. */
export function mergeRows(common: Members, rows: readonly Members[]): TableRow[] {
  return rows.map(({ [KEY]: key, ...own }, index) => ({
    key: typeof key === 'string' || typeof key === 'number' ? String(key) : String(index + 1),
    ...(isKey(key) ? {} : { isKeyWrong: true as const }),
    body: merge(common, own) as Members,
  }))
}

const MOST_OF_KEY = 200
const isKey = (key: unknown): boolean =>
  key === undefined ||
  typeof key === 'number' ||
  (typeof key === 'string' && key.trim() !== '' && key.length <= MOST_OF_KEY)

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

/** A place in a list, as a part of a path: 0 to 99. */
export const INDEX = /^(0|[1-9]\d?)$/

/** What a cell of a table says at its path: as the item's form wants it. Pure. */
export function cellValue(
  [first, field = '', ...rest]: readonly string[],
  cell: string,
  schema: object | undefined,
): unknown {
  if (first === 'form') return typed(partOf(schema, [field, ...rest]), cell)
  if (first === 'answers' || first === 'submit') return BOOLEANS.get(cell) ?? cell
  return rest.at(-1) === 'copies' ? (numberOf(cell) ?? cell) : cell
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
  for (const name of path) part = INDEX.test(name) ? part?.items : part?.properties?.[name]
  return part
}

/**
 * Whether a path of the form names a place in what is no list, or a member of one: a draft would keep the one where the
 * other was. What the form does not know is told when it is handed in. Pure.
 */
export function isOtherKind(schema: object | undefined, path: readonly string[]): boolean {
  return path.some((name, at) => {
    const type = partOf(schema, path.slice(0, at))?.type
    return type !== undefined && (type === 'array') !== INDEX.test(name)
  })
}

/** As people type it, full-width digits (１２) as well, and as spreadsheets write long ones (1.2E+05). */
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i

function numberOf(cell: string): number | undefined {
  const plain = cell.normalize('NFKC').replace('\u2212', '-')
  const number = Number(plain)
  return NUMBER.test(plain) && Number.isFinite(number) ? number : undefined
}

/**
 * What a table's draft would keep and no form takes: words where a number is wanted (十二), or where yes or no is. A draft need
 * not be complete, but nobody looks at a hundred of them cell by cell; handed in, the form itself tells it. Pure.
 */
export function unreadIn(schema: object | undefined, form: unknown, pointer = '/form'): InputError[] {
  const part = schema as Part | undefined
  if (typeof form === 'string') return UNREAD.get(part?.type)?.(pointer) ?? []
  if (typeof form !== 'object' || form === null) return []
  return Object.entries(form).flatMap(([name, value]) =>
    unreadIn(partOf(part, [name]), value, `${pointer}/${pointerPart(name)}`),
  )
}

const unread = (code: string, message: Text) => (pointer: string) => [{ pointer, code, message }]
const NUMBER_WANTED = unread('NOT_A_NUMBER', {
  en: 'A number in digits is wanted here, as 12',
  zh: '此处应填写阿拉伯数字，如 12',
})
const UNREAD = new Map([
  ['integer', NUMBER_WANTED],
  ['number', NUMBER_WANTED],
  [
    'boolean',
    unread('NOT_YES_OR_NO', { en: 'Yes or no is wanted here: true or false', zh: '此处应填写是或者否' }),
  ],
] as [unknown, ReturnType<typeof unread>][])

function typed(part: Part | undefined, cell: string): unknown {
  switch (part?.type) {
    case 'integer':
    case 'number':
      return numberOf(cell) ?? cell
    case 'boolean':
      return BOOLEANS.get(cell) ?? cell
    case 'array':
      return cell.split(';').map((each) => typed(part.items, each.trim()))
    default:
      return cell
  }
}
