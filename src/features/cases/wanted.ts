import type { LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { fieldTitle } from '../catalogue/questions/field-titles.js'
import { lostResults } from '../workflow/awaiting.js'
import { isRenewedByLaw } from '../workflow/renewed.js'
import { lostReason } from './bundled/lost-reason.js'
import { isEnded, type Told } from './progress-stations.js'

/** What the applicant is to bring or to correct, by name, with why and until when. */
export interface Wanted {
  materialCode?: string
  field?: string
  name: string
  nameEn?: string
  reason?: string
  by?: LegalDate
}

/** What is to be brought now; nothing where the case has ended or was decided, and only what was promised where the law has (视为准予延续). */
export function wantedFrom(
  { status, facts, goesOnAs, endedAs }: Told,
  { materials, form }: Pick<ItemDocument, 'materials' | 'form'>,
): Wanted[] {
  if ((goesOnAs ?? endedAs) !== undefined || isEnded(status)) return []
  if (['DRAFT', 'DENIED', 'CLOSED', 'DELIVERED'].includes(status)) return []
  const {
    correction,
    deferred,
    missing,
    supplements = [],
  } = isRenewedByLaw(facts) ? { deferred: facts.deferred, missing: [] } : facts
  const reasonFor = (named: (item: { materialCode?: string; field?: string }) => boolean) =>
    correction?.items.find(named)?.reason
  const by = correction?.expiresOn
  const wanted = new Map<string, Wanted>()
  const material = (
    materialCode: string,
    more: { reason?: string | undefined; by?: LegalDate | undefined },
  ) => {
    const { name = materialCode, nameEn } = materials.find((each) => each.materialCode === materialCode) ?? {}
    wanted.set(materialCode, {
      materialCode,
      name,
      ...(nameEn === undefined ? {} : { nameEn }),
      ...(more.reason === undefined ? {} : { reason: more.reason }),
      ...(more.by === undefined ? {} : { by: more.by }),
    })
  }
  const lost = new Set(lostResults(facts))
  const reasonOfLost = (code: string) =>
    lostReason(facts.awaits?.find(({ materialCode }) => materialCode === code)?.itemName ?? code)
  if (status === 'SUBMITTED')
    for (const code of missing) material(code, lost.has(code) ? { reason: reasonOfLost(code) } : {})
  for (const { materialCode, dueOn, suppliedOn } of deferred)
    if (suppliedOn === undefined) material(materialCode, { by: dueOn })
  for (const { materialCode, suppliedOn } of supplements)
    if (suppliedOn === undefined) material(materialCode, {})
  for (const code of correction?.openMaterials ?? [])
    material(code, { reason: reasonFor((item) => item.materialCode === code), by })
  const fields = (correction?.openFields ?? []).map((field): Wanted => {
    const reason = reasonFor((item) => item.field === field)
    return {
      field,
      name: fieldTitle(form.schema, [field]) ?? field,
      ...(reason === undefined ? {} : { reason }),
      ...(by === undefined ? {} : { by }),
    }
  })
  return [...wanted.values(), ...fields]
}
