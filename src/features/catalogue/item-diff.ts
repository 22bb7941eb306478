import { canonicalJson } from '../../shared/canonical-json.js'
import type { Text } from '../../shared/text.js'
import type { ItemDocument } from './item-document.js'

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

/** By which member the entries of a list are the same thing in both versions, and by which a reader knows them. */
const LISTS: Record<string, { key: string; name: string }> = {
  legalBases: { key: 'name', name: 'name' },
  questions: { key: 'key', name: 'title' },
  options: { key: 'value', name: 'title' },
  situations: { key: 'key', name: 'title' },
  materials: { key: 'materialCode', name: 'name' },
  procedure: { key: 'title', name: 'title' },
  items: { key: 'name', name: 'name' },
  results: { key: 'name', name: 'name' },
  specialProcedures: { key: 'kind', name: 'kind' },
  faqs: { key: 'question', name: 'question' },
  rules: { key: 'key', name: 'key' },
}

/** What the members of a document are called; what is not here is called by its own name. */
const NAMES: Record<string, Text> = {
  name: { zh: '名称', en: 'name' },
  nameEn: { zh: '英文名称', en: 'English name' },
  synonyms: { zh: '别名', en: 'synonyms' },
  type: { zh: '事项类型', en: 'type' },
  level: { zh: '行使层级', en: 'level' },
  handling: { zh: '办件类型', en: 'handling' },
  audiences: { zh: '服务对象', en: 'audiences' },
  legalBases: { zh: '设定依据', en: 'legal bases' },
  conditions: { zh: '申办条件', en: 'conditions' },
  questions: { zh: '引导问题', en: 'questions' },
  options: { zh: '选项', en: 'options' },
  situations: { zh: '情形', en: 'situations' },
  materials: { zh: '申报资料', en: 'materials' },
  necessity: { zh: '必要性', en: 'necessity' },
  originality: { zh: '原件或复印件', en: 'originality' },
  originals: { zh: '原件份数', en: 'originals' },
  copies: { zh: '复印件份数', en: 'copies' },
  procedure: { zh: '办事程序', en: 'procedure' },
  fees: { zh: '收费', en: 'fees' },
  charged: { zh: '是否收费', en: 'charged' },
  limits: { zh: '时限', en: 'limits' },
  statutory: { zh: '法定时限', en: 'statutory' },
  promised: { zh: '承诺时限', en: 'promised' },
  amount: { zh: '数值', en: 'amount' },
  unit: { zh: '单位', en: 'unit' },
  windowAuthority: { zh: '窗口权限', en: "the window's authority" },
  visits: { zh: '到办事现场次数', en: 'visits' },
  online: { zh: '是否网办', en: 'online' },
  results: { zh: '审批结果', en: 'results' },
  consultation: { zh: '咨询方式', en: 'consultation' },
  complaints: { zh: '监督投诉方式', en: 'complaints' },
  specialProcedures: { zh: '特别程序', en: 'special procedures' },
  faqs: { zh: '常见问题', en: 'questions and answers' },
  workflow: { zh: '流程', en: 'workflow' },
  form: { zh: '表单', en: 'form' },
  rules: { zh: '规则', en: 'rules' },
  remarks: { zh: '备注', en: 'remarks' },
  when: { zh: '条件', en: 'condition' },
}

/**
 * The differences between two documents (版本比较), in the order of the first, then what only the second has. Entries of
 * a list are matched by their key, so that one that was put in front does not make all others look changed.
 */
export function diffItems(before: ItemDocument, after: ItemDocument): Difference[] {
  return diffObjects(before, after, '', [])
}

type Members = Record<string, unknown>

function diffObjects(before: object, after: object, pointer: string, path: readonly Text[]): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) =>
    diffValues(
      (before as Members)[name],
      (after as Members)[name],
      `${pointer}/${escapeName(name)}`,
      [...path, NAMES[name] ?? { zh: name, en: name }],
      LISTS[name],
    ),
  )
}

function diffValues(
  before: unknown,
  after: unknown,
  pointer: string,
  path: readonly Text[],
  list?: { key: string; name: string },
): Difference[] {
  if (before === undefined && after === undefined) return []
  if (before === undefined) return [{ pointer, kind: 'added', after, title: titleOf(path) }]
  if (after === undefined) return [{ pointer, kind: 'removed', before, title: titleOf(path) }]
  if (canonicalJson(before) === canonicalJson(after)) return []
  if (list !== undefined && areKeyed(before, list.key) && areKeyed(after, list.key))
    return diffLists(before, after, pointer, path, list)
  if (isObject(before) && isObject(after)) return diffObjects(before, after, pointer, path)
  return [{ pointer, kind: 'changed', before, after, title: titleOf(path) }]
}

function diffLists(
  before: Members[],
  after: Members[],
  pointer: string,
  path: readonly Text[],
  { key, name }: { key: string; name: string },
): Difference[] {
  const [old, now] = [before, after].map(
    (entries) => new Map(entries.map((each) => [String(each[key]), each])),
  )
  if (old === undefined || now === undefined) return []
  const found = [...new Set([...old.keys(), ...now.keys()])].flatMap((id) => {
    const [from, to] = [old.get(id), now.get(id)]
    const called = String((to ?? from)?.[name] ?? id)
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
function areKeyed(value: unknown, key: string): value is Members[] {
  if (!Array.isArray(value) || !value.every(isObject)) return false
  const keys = value.map((each) => (each as Members)[key])
  return keys.every((each) => typeof each === 'string') && new Set(keys).size === keys.length
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const escapeName = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

const titleOf = (path: readonly Text[]): Text => ({
  zh: path.map(({ zh }) => zh).join('·'),
  en: path.map(({ en }) => en).join(' · '),
})
