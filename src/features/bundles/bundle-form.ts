import type { InputError } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { checkDraft, checkForm } from '../catalogue/questions/form.js'
import type { Answers } from '../catalogue/questions/questionnaire.js'
import type { BundleDocument } from './bundle-document.js'

type Form = Record<string, unknown>

/** The parts of a pointer below `/form`. */
export const partsOf = (pointer: string): string[] => pointer.split('/').slice(2)

/** The value at a pointer; undefined where there is none. Only own members count. */
export function valueAt(form: unknown, pointer: string): unknown {
  let at = form
  for (const part of partsOf(pointer)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Form)[part]
  }
  return at
}

function put(form: Form, pointer: string, value: unknown): void {
  const parts = partsOf(pointer)
  const last = parts.pop()
  let at = form
  for (const part of parts) {
    const next = Object.hasOwn(at, part) ? at[part] : undefined
    const inner: Form =
      typeof next === 'object' && next !== null && !Array.isArray(next) ? (next as Form) : {}
    at[part] = inner
    at = inner
  }
  if (last !== undefined) at[last] = value
}

/** The member's form, out of the one form (一表申请): what is mapped, then the bundle's and the schema's defaults. */
export function memberForm(bundle: BundleDocument, item: ItemDocument, form: Form): Form {
  const made: Form = {}
  const isOurs = ({ to }: { to: { itemCode: string } }) => to.itemCode === item.itemCode
  for (const { from, to } of bundle.form.mappings.filter(isOurs)) {
    const value = valueAt(form, from)
    if (value !== undefined) put(made, to.pointer, structuredClone(value))
  }
  for (const { to, value } of (bundle.form.defaults ?? []).filter(isOurs)) {
    if (valueAt(made, to.pointer) === undefined) put(made, to.pointer, structuredClone(value))
  }
  const fields = (item.form.schema.properties ?? {}) as Record<string, { default?: unknown }>
  for (const [name, schema] of Object.entries(fields)) {
    if (schema.default !== undefined && !Object.hasOwn(made, name))
      made[name] = structuredClone(schema.default)
  }
  return made
}

/** The one form against its own schema. */
export const checkBundleForm = ({ form: { schema } }: BundleDocument, form: Form, today: LegalDate) =>
  checkForm({ form: { schema }, rules: [] }, { form, answers: {}, today })

/** Of a draft: what the one form does not know, and what says nothing where it wants something. */
export const unknownInBundle = ({ form: { schema } }: BundleDocument, form: Form) =>
  checkDraft({ form: { schema } }, form)

/** A member's form against its item, the findings told where the applicant wrote it: in the one form. */
export function checkMemberForm(
  bundle: BundleDocument,
  item: ItemDocument,
  facts: { form: Form; answers: Answers; today: LegalDate },
): InputError[] {
  return checkForm(item, facts).map(({ pointer, code, message }) => ({
    pointer: pointerInBundle(bundle, item.itemCode, pointer),
    code,
    message: { zh: `${item.name}：${message.zh}`, en: `${item.nameEn ?? item.name}: ${message.en}` },
  }))
}

/** The longest mapping that leads to the place; `/form` where none does. */
export function pointerInBundle({ form }: BundleDocument, itemCode: string, pointer: string): string {
  const [best] = form.mappings
    .filter(({ to }) => to.itemCode === itemCode)
    .filter(({ to }) => pointer === to.pointer || pointer.startsWith(`${to.pointer}/`))
    .toSorted((a, b) => b.to.pointer.length - a.to.pointer.length)
  return best === undefined ? '/form' : best.from + pointer.slice(best.to.pointer.length)
}
