import type { ItemDocument } from '../catalogue/item-document.js'
import { schemaFault } from '../catalogue/questions/form-schema.js'
import type { BundleDocument } from './bundle-document.js'
import { type BundleFinding, found } from './bundle-finding.js'
import { partsOf } from './bundle-form.js'
import type { MemberItems } from './bundle-members.js'
import { type FieldSchema, fieldAt, fitOf, isRequiredAt, requiredOf } from './schema-fit.js'

type Target = BundleDocument['form']['mappings'][number]['to']

/** The one form, and whether every member gets all that its own form requires. */
export function checkMappings(bundle: BundleDocument, items: MemberItems): BundleFinding[] {
  const { form, members } = bundle
  const fault = schemaFault(form.schema)
  if (fault !== undefined)
    return [{ ...found('FORM_SCHEMA', `/form/schema${fault.pointer}`), message: fault.message }]
  const codes = new Set(members.map(({ itemCode }) => itemCode))
  const places = [
    ...form.mappings.map(({ to }, index) => ({ to, pointer: `/form/mappings/${index}/to` })),
    ...(form.defaults ?? []).map(({ to }, index) => ({ to, pointer: `/form/defaults/${index}/to` })),
  ]
  return [
    ...places.flatMap(({ to, pointer }) => checkTarget(to, pointer, codes, items)),
    ...form.mappings.flatMap((_, index) => checkMapping(bundle, index, items)),
    ...[...codes].flatMap((code) => {
      const item = items.get(code)
      return item === undefined ? [] : checkRequired(bundle, item)
    }),
    ...unusedFields(form),
  ]
}

const targetSchema = (items: MemberItems, { itemCode, pointer }: Target): FieldSchema | undefined =>
  fieldAt(items.get(itemCode)?.form.schema ?? {}, partsOf(pointer))

function checkTarget(
  to: Target,
  pointer: string,
  codes: ReadonlySet<string>,
  items: MemberItems,
): BundleFinding[] {
  if (!codes.has(to.itemCode)) return [found('MAPPING_MEMBER', `${pointer}/itemCode`, to.itemCode)]
  if (items.has(to.itemCode) && targetSchema(items, to) === undefined)
    return [found('MAPPING_TARGET', `${pointer}/pointer`, to.pointer)]
  return []
}

function checkMapping({ form }: BundleDocument, index: number, items: MemberItems): BundleFinding[] {
  const mapping = form.mappings[index]
  if (mapping === undefined) return []
  const { from, to } = mapping
  const here = `/form/mappings/${index}`
  const isSame = (other: Target) => other.itemCode === to.itemCode && other.pointer === to.pointer
  const findings: BundleFinding[] = []
  if (form.mappings.slice(0, index).some((other) => isSame(other.to)))
    findings.push(found('MAPPING_TWICE', `${here}/to`, to.pointer))
  const source = fieldAt(form.schema, partsOf(from))
  const target = targetSchema(items, to)
  if (source === undefined) return [...findings, found('MAPPING_SOURCE', `${here}/from`, from)]
  if (target === undefined) return findings
  const fit = fitOf(source, target)
  if (fit === 'unfit') findings.push(found('MAPPING_TYPE', here, `${from} → ${to.pointer}`))
  if (fit === 'narrower') findings.push(found('MAPPING_NARROWER', here, `${from} → ${to.pointer}`))
  const isNeeded = isRequiredAt(items.get(to.itemCode)?.form.schema ?? {}, partsOf(to.pointer))
  const hasDefault = target.default !== undefined || (form.defaults ?? []).some((each) => isSame(each.to))
  if (isNeeded && !hasDefault && !isRequiredAt(form.schema, partsOf(from)))
    findings.push(found('MAPPING_OPTIONAL', `${here}/from`, from))
  return findings
}

/** Each required field has a source: itself, something above it, or for each of its own required fields one. */
function checkRequired({ form }: BundleDocument, item: ItemDocument): BundleFinding[] {
  const pointers = [...form.mappings, ...(form.defaults ?? [])]
    .filter(({ to }) => to.itemCode === item.itemCode)
    .map(({ to }) => to.pointer)
  const missing = (schema: FieldSchema, pointer: string): string[] =>
    requiredOf(schema).flatMap((name) => {
      const inner = `${pointer}/${name}`
      const field = fieldAt(schema, [name]) ?? {}
      if (pointers.includes(inner) || (pointer === '/form' && field.default !== undefined)) return []
      const isReached = pointers.some((each) => each.startsWith(`${inner}/`))
      return isReached ? missing(field, inner) : [inner]
    })
  return missing(item.form.schema, '/form').map((pointer) =>
    found('FIELD_UNMAPPED', '/form/mappings', `${item.name} ${pointer}`),
  )
}

function unusedFields({ schema, mappings }: BundleDocument['form']): BundleFinding[] {
  const used = new Set(mappings.map(({ from }) => partsOf(from)[0]))
  return Object.keys((schema.properties as object | undefined) ?? {}).flatMap((name) =>
    used.has(name) ? [] : [found('FIELD_UNUSED', `/form/schema/properties/${name}`, name)],
  )
}
