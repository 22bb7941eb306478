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

/** What `required` names and `properties` does not have, in the form and in its parts. */
function missingFields(schema: unknown, pointer: string): Finding[] {
  if (typeof schema !== 'object' || schema === null) return []
  const {
    required,
    properties = {},
    items,
  } = schema as {
    required?: unknown
    properties?: Record<string, unknown>
    items?: unknown
  }
  const names = Array.isArray(required) ? required : []
  return [
    ...names.flatMap((name, index) =>
      Object.hasOwn(properties, String(name)) ? [] : [found('FORM_REQUIRED', `${pointer}/required/${index}`)],
    ),
    ...Object.entries(properties).flatMap(([name, part]) =>
      missingFields(part, `${pointer}/properties/${pointerPart(name)}`),
    ),
    ...missingFields(items, `${pointer}/items`),
  ]
}
