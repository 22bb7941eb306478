import { canonicalJson } from '../../shared/canonical-json.js'
import type { Text } from '../../shared/text.js'
import { KEYED_LISTS, type ListKey, MEMBER_NAMES } from './item-names.js'

/** One difference between two versions: where, what kind, and the values as they stand in the documents. */
export interface Difference {
  /** JSON pointer; entries of a list that have a key are named by it, not by their place. */
  pointer: string
  kind: 'added' | 'removed' | 'changed' | 'moved'
  before?: unknown
  after?: unknown
  /** In words: 申报资料 “身份证”：必要性. */
  title: Text
}

/**
 * The differences between two documents (版本比较), in the order of the first, then what only the second has. Entries of
 * a list are matched by their key, so that one that was put in front does not make all others look changed.
 */
export function diffItems(before: object, after: object): Difference[] {
  return diffObjects(before, after, '', [])
}

type Members = Record<string, unknown>

/** Written by cataloguers in languages of their own, JSON Logic and JSON Schema: what they name are no members of ours. */
const FOREIGN = new Set(['when', 'must'])
const SCHEMA = '/form/schema'

function diffObjects(before: object, after: object, pointer: string, path: readonly Text[]): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const isSchema = pointer.startsWith(SCHEMA)
  return names.flatMap((name) => {
    const [from, to] = [(before as Members)[name], (after as Members)[name]]
    const place = `${pointer}/${escapeName(name)}`
    if (isSchema) return diffValues(from, to, place, [...path, fieldName(name, to ?? from)])
    const way = [...path, MEMBER_NAMES[name] ?? { zh: name, en: name }]
    return FOREIGN.has(name)
      ? diffWhole(from, to, place, way)
      : diffValues(from, to, place, way, KEYED_LISTS[name])
  })
}

/** A field of the form is known by its title. */
function fieldName(name: string, field: unknown): Text {
  const title = isObject(field) && typeof field.title === 'string' ? `“${field.title}”` : name
  return { zh: title, en: title }
}

function diffValues(
  before: unknown,
  after: unknown,
  pointer: string,
  path: readonly Text[],
  list?: ListKey,
): Difference[] {
  const whole = diffWhole(before, after, pointer, path)
  if (whole[0]?.kind !== 'changed') return whole
  if (list !== undefined && areKeyed(before, list.key) && areKeyed(after, list.key))
    return diffLists(before, after, pointer, path, list)
  if (isObject(before) && isObject(after)) return diffObjects(before, after, pointer, path)
  return whole
}

function diffWhole(before: unknown, after: unknown, pointer: string, path: readonly Text[]): Difference[] {
  if (before === undefined && after === undefined) return []
  if (before === undefined) return [{ pointer, kind: 'added', after, title: titleOf(path) }]
  if (after === undefined) return [{ pointer, kind: 'removed', before, title: titleOf(path) }]
  if (canonicalJson(before) === canonicalJson(after)) return []
  return [{ pointer, kind: 'changed', before, after, title: titleOf(path) }]
}

function diffLists(
  before: Members[],
  after: Members[],
  pointer: string,
  path: readonly Text[],
  { key, name }: ListKey,
): Difference[] {
  const [old, now] = [before, after].map(
    (entries) => new Map(entries.map((each) => [wordsOf(each, key), each])),
  )
  if (old === undefined || now === undefined) return []
  const found = [...new Set([...old.keys(), ...now.keys()])].flatMap((id) => {
    const [from, to] = [old.get(id), now.get(id)]
    const called = wordsOf(to ?? from ?? {}, name) || id
    return diffValues(from, to, `${pointer}/${escapeName(id)}`, [
      ...path,
      { zh: `“${called}”`, en: `“${called}”` },
    ])
  })
  const kept = (entries: Map<string, Members>, other: Map<string, Members>) =>
    [...entries.keys()].filter((id) => other.has(id))
  const [order, newOrder] = [kept(old, now), kept(now, old)]
  if (canonicalJson(order) === canonicalJson(newOrder)) return found
  return [...found, { pointer, kind: 'moved', before: order, after: newOrder, title: titleOf(path) }]
}

/** Every entry has the key, and no two the same: else the place is all there is to go by. */
function areKeyed(value: unknown, key: readonly string[]): value is Members[] {
  if (!Array.isArray(value) || !value.every(isObject)) return false
  const [first = ''] = key
  const entries = value as Members[]
  return (
    entries.every((each) => typeof each[first] === 'string') &&
    new Set(entries.map((each) => wordsOf(each, key))).size === entries.length
  )
}

/** What an entry says in these members, those left out that are not there: 食品安全法 第三十五条. */
const wordsOf = (entry: Members, members: readonly string[]): string =>
  members.flatMap((name) => entry[name] ?? []).join(' ')

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const escapeName = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

const titleOf = (path: readonly Text[]): Text => ({
  zh: path.map(({ zh }) => zh).join('·'),
  en: path.map(({ en }) => en).join(' · '),
})
