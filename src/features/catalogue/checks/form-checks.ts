import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import { pointerPart } from '../questions/form.js'
import { schemaFault } from '../questions/form-schema.js'
import type { Finding } from './finding.js'

/** The applicant's form, and what points at its fields. */
export const FORM_RULES = {
  FORM_REF: error(
    ['表单使用了引用（$ref、$dynamicRef）', 'The form uses references ($ref, $dynamicRef)'],
    ['将引用的内容直接写入表单', 'Write what is referred to into the form'],
  ),
  FORM_SCHEMA: error(
    ['表单不是有效的 JSON Schema', 'The form is no valid JSON Schema'],
    ['按提示改正表单', 'Correct the schema where the message says'],
  ),
  FORM_REQUIRED: error(
    ['必填项不是表单中的字段', 'A required field that the form does not have'],
    [
      '在表单中增加该字段，或者从 required 中删除；否则任何申请都不能提交',
      'Add the field, or take it out of required: nobody could ever apply',
    ],
  ),
  FORM_EXAMPLE: warning(
    ['必填项没有示例', 'A required field has no example'],
    ['为必填项填写 examples', 'Give the field examples'],
  ),
  RULE_POINTER: error(
    ['规则指向表单没有的字段', 'A rule points at a field that the form does not have'],
    ['改为表单已有的字段', 'Point at a field of the form'],
  ),
  BINDING_POINTER: error(
    ['共享数据绑定指向表单没有的字段', 'A binding points at a field that the form does not have'],
    ['改为表单已有的字段', 'Point at a field of the form'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(FORM_RULES)

/** The form is a JSON Schema without references, each required field with an example that front ends can show. */
export function checkForm({ form, rules }: ItemDocument): Finding[] {
  const fault = schemaFault(form.schema)
  if (fault?.kind === 'reference') return [found('FORM_REF', `/form/schema${fault.pointer}`)]
  if (fault !== undefined) return [found('FORM_SCHEMA', `/form/schema${fault.pointer}`, fault.message)]
  const fields = (form.schema.properties ?? {}) as Record<string, unknown>
  const required = (form.schema.required ?? []) as string[]
  const isField = (pointer: string): boolean => Object.hasOwn(fields, pointer.split('/')[2] ?? '')
  return [
    ...missingFields(form.schema, '/form/schema'),
    ...required.flatMap((name) =>
      !Object.hasOwn(fields, name) || hasExample(fields[name])
        ? []
        : [found('FORM_EXAMPLE', `/form/schema/properties/${pointerPart(name)}`)],
    ),
    ...rules.flatMap(({ pointer }, index) =>
      isField(pointer) ? [] : [found('RULE_POINTER', `/rules/${index}/pointer`)],
    ),
    ...(form.bindings ?? []).flatMap(({ pointer }, index) =>
      isField(pointer) ? [] : [found('BINDING_POINTER', `/form/bindings/${index}/pointer`)],
    ),
  ]
}

/** `true` and `false` are schemas, too. */
function hasExample(field: unknown): boolean {
  if (typeof field !== 'object' || field === null) return false
  if ('const' in field) return true
  return ['enum', 'examples'].some((name) => {
    const values: unknown = Reflect.get(field, name)
    return Array.isArray(values) && values.length > 0
  })
}

type Parts = Record<string, unknown>
const partsOf = (value: unknown): Parts =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Parts) : {}
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Which fields an object may have: those of its schema, and of what is said of the same object around and beside. */
interface Fields {
  known: ReadonlySet<string>
  patterns: readonly RegExp[]
}

const NO_FIELDS: Fields = { known: new Set(), patterns: [] }
const has = ({ known, patterns }: Fields, name: string): boolean =>
  known.has(name) || patterns.some((pattern) => pattern.test(name))

/** What speaks of the same object: all of it, some of it, or under a condition. */
function beside(schema: Parts): [place: string, part: unknown][] {
  return [
    ...(['allOf', 'anyOf', 'oneOf'] as const).flatMap((word) =>
      listOf(schema[word]).map((part, index): [string, unknown] => [`/${word}/${index}`, part]),
    ),
    ...(['then', 'else'] as const).flatMap((word): [string, unknown][] =>
      schema[word] === undefined ? [] : [[`/${word}`, schema[word]]],
    ),
    ...Object.entries(partsOf(schema.dependentSchemas)).map(([name, part]): [string, unknown] => [
      `/dependentSchemas/${pointerPart(name)}`,
      part,
    ]),
  ]
}

/** The fields of an object with those that its alternatives add; a field of which nothing is allowed is none. */
function fieldsOf(schema: Parts, around: Fields): Fields {
  const own = Object.entries(partsOf(schema.properties)).flatMap(([name, part]) =>
    part === false ? [] : [name],
  )
  const more = beside(schema).map(([, part]) => fieldsOf(partsOf(part), NO_FIELDS))
  return {
    known: new Set([...around.known, ...own, ...more.flatMap(({ known }) => [...known])]),
    patterns: [
      ...around.patterns,
      ...Object.keys(partsOf(schema.patternProperties)).map((pattern) => new RegExp(pattern, 'u')),
      ...more.flatMap(({ patterns }) => patterns),
    ],
  }
}

/** What is required and no field of the form, in the form, in its parts, and in what holds only sometimes. */
function missingFields(schema: unknown, pointer: string, around: Fields = NO_FIELDS): Finding[] {
  const parts = partsOf(schema)
  const fields = fieldsOf(parts, around)
  const missing = (names: unknown, place: string): Finding[] =>
    listOf(names).flatMap((name, index) =>
      has(fields, String(name)) ? [] : [found('FORM_REQUIRED', `${pointer}${place}/${index}`)],
    )
  return [
    ...missing(parts.required, '/required'),
    ...Object.entries(partsOf(parts.dependentRequired)).flatMap(([name, names]) =>
      missing(names, `/dependentRequired/${pointerPart(name)}`),
    ),
    ...beside(parts).flatMap(([place, part]) => missingFields(part, pointer + place, fields)),
    ...Object.entries(partsOf(parts.properties)).flatMap(([name, part]) =>
      missingFields(part, `${pointer}/properties/${pointerPart(name)}`),
    ),
    ...(parts.items === undefined ? [] : missingFields(parts.items, `${pointer}/items`)),
  ]
}
