import type { ItemDocument } from '../item-document.js'
import { schemaComplaint } from '../questions/checklist.js'
import { type Finding, found } from './finding.js'

/** The form is a JSON Schema without references, each required field with an example that front ends can show. */
export function checkForm({ form, rules }: ItemDocument): Finding[] {
  if (JSON.stringify(form.schema).includes('"$ref"')) return [found('FORM_REF', '/form/schema')]
  const complaint = schemaComplaint(form.schema)
  if (complaint !== undefined)
    return [
      found('FORM_SCHEMA', '/form/schema', {
        en: `Not a valid JSON Schema: ${complaint}`,
        zh: `不是有效的 JSON Schema：${complaint}`,
      }),
    ]
  const fields = (form.schema.properties ?? {}) as Record<string, Record<string, unknown>>
  const withoutExample = ((form.schema.required ?? []) as string[]).filter(
    (name) => !['const', 'enum', 'examples'].some((keyword) => keyword in (fields[name] ?? {})),
  )
  const isField = (pointer: string): boolean => Object.hasOwn(fields, pointer.split('/')[2] ?? '')
  return [
    ...withoutExample.map((name) => found('FORM_EXAMPLE', `/form/schema/properties/${name}`)),
    ...rules.flatMap(({ pointer }, index) =>
      isField(pointer) ? [] : [found('RULE_POINTER', `/rules/${index}/pointer`)],
    ),
    ...(form.bindings ?? []).flatMap(({ pointer }, index) =>
      isField(pointer) ? [] : [found('BINDING_POINTER', `/form/bindings/${index}/pointer`)],
    ),
  ]
}
