import type { Static } from 'typebox'
import { Type } from 'typebox'
import { dayOf, Strict } from '../../http/schemas.js'
import { subjectOf } from '../../shared/caller.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { isError } from '../../shared/finding.js'
import { hasFindings, ruleViolated } from '../../shared/problem.js'
import { itemInForce } from '../catalogue/item-service.js'
import { defineKind, eachLine, type Putting } from '../transfer/kind.js'
import type { BundleDocument } from './bundle-document.js'
import { bundleCode, BundleDocument as DocumentSchema } from './bundle-schemas.js'
import { findingsOf, keptBundle, placeOf } from './bundle-service.js'
import {
  addBundleVersions,
  insertEmptyBundle,
  selectBundle,
  selectBundleCodesAfter,
  selectBundleVersions,
} from './bundle-store.js'

const PAGE = 100

const BundleLine = Strict({
  bundleCode,
  versions: Type.Array(
    Strict({
      version: Type.Integer({ minimum: 1 }),
      effectiveFrom: dayOf('First day (生效日期)', '2026-01-01'),
      document: DocumentSchema,
    }),
    { minItems: 1, maxItems: 1000 },
  ),
})
type Line = Static<typeof BundleLine>

/** Bundles of items (一件事) with all their published versions. */
export const BUNDLE_LINES = defineKind(BundleLine, {
  name: 'bundles',
  roles: ['cataloguer'],
  most: 50,
  codeMember: 'bundleCode',
  codeOf: (line) => line.bundleCode,
  put: eachLine(putBundle),
  async read(db, _caller, after) {
    const codes = await selectBundleCodesAfter(db, after ?? '', PAGE)
    const rows = await selectBundleVersions(db, codes)
    const last = codes.length < PAGE ? undefined : codes.at(-1)
    return {
      lines: codes.map((code) => ({
        bundleCode: code,
        versions: rows
          .filter((row) => row.bundle_code === code)
          .map((row) => ({
            version: row.version,
            effectiveFrom: row.effective_from,
            document: row.document,
          })),
      })),
      ...(last === undefined ? {} : { last }),
    }
  },
})

/** Adds the versions that are not here. The newest is checked against the items in force, as a publication is. */
async function putBundle({ db, caller }: Putting, { bundleCode: code, versions }: Line) {
  const before = await selectBundle(db, code, true)
  const held = new Map((await selectBundleVersions(db, [code])).map((row) => [row.version, row]))
  const fresh: Line['versions'] = []
  for (const [index, each] of versions.entries()) {
    const known = held.get(each.version)
    const at = `/versions/${index}`
    if (known === undefined) {
      const below = fresh.at(-1)?.version ?? before?.latest_version ?? 0
      if (each.version <= below) throw ruleViolated(`${at}/version`, 'VERSION_ORDER', ORDER)
      if (each.document.bundleCode !== code)
        throw ruleViolated(`${at}/document/bundleCode`, 'CODE_DIFFERS', CODE)
      fresh.push(each)
    } else if (
      known.effective_from !== each.effectiveFrom ||
      canonicalJson(known.document) !== canonicalJson(each.document)
    )
      throw ruleViolated(at, 'VERSION_FIXED', FIXED)
  }
  const newest = fresh.at(-1)
  if (newest === undefined) return 'unchanged'
  const document = newest.document as BundleDocument
  // First, whether it is here or not: another organ's draft is nobody else's knowledge.
  const place = await placeOf(db, caller, document.organisationCode)
  if (before === undefined) await insertEmptyBundle(db, document, place, subjectOf(caller))
  else {
    const { organisation_code: organ } = await keptBundle(db, caller, code, true)
    if (organ !== document.organisationCode) throw ruleViolated('/versions', 'ORGANISATION_FIXED', ORGAN)
  }
  // One after another: the connection is the transaction's.
  const members = new Map<string, Awaited<ReturnType<typeof itemInForce>>>()
  for (const { itemCode } of document.members) members.set(itemCode, await itemInForce(db, itemCode))
  const findings = await findingsOf({ inForce: async (itemCode) => members.get(itemCode) }, document)
  const errors = findings.filter(isError)
  if (errors.length > 0) throw hasFindings(errors)
  await addBundleVersions(db, code, fresh as Parameters<typeof addBundleVersions>[2], subjectOf(caller))
  return before === undefined ? 'created' : 'changed'
}

const ORDER = {
  en: 'Versions stand in their order, above those that are here',
  zh: '版本应依次排列，且高于已有版本',
}
const CODE = { en: 'Not the code of this bundle', zh: '与本一件事编码不一致' }
const ORGAN = { en: 'A bundle stays with its organ', zh: '牵头部门不能更改' }
const FIXED = {
  en: 'This version is here and reads differently: what was published stays as it is',
  zh: '该版本已存在且内容不同，已发布的版本不能更改',
}
