import type { ItemDocument } from '../item-document.js'
import { pointerPart } from '../questions/form.js'
import { schemaFault } from '../questions/form-schema.js'
import { type Finding, found } from './finding.js'

/** The form is a JSON Schema without references, each required field with an example that front ends can show. */
export function checkForm({ form, rules }: ItemDocument): Finding[] {
  const fault = schemaFault(form.schema)
  if (fault?.kind === 'reference') return [found('FORM_REF', `/form/schema${fault.pointer}`)]
  if (fault !== undefined) return [found('FORM_SCHEMA', `/form/schema${fault.pointer}`, fault.message)]
  const fields = (form.schema.properties ?? {}) as Record<string, unknown>
  const required = (form.schema.required ?? []) as string[]
  const isField = (pointer: string): boolean => Object.hasOwn(fields, pointer.split('/')[2] ?? '')
  return [
    ...required.flatMap((name) =>
      hasExample(Object.hasOwn(fields, name) ? fields[name] : undefined)
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
