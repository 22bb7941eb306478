import { randomUUID } from 'node:crypto'
import { DEV_ISSUER, signStaffToken } from '../../src/http/dev-issuer.js'
import type { Role } from '../../src/shared/roles.js'
import type { TestApp } from './app.js'
import { exampleForm } from './items.js'
import { SAMPLE_ITEMS } from './sample.js'

/** What nobody without a right may ever read of the applicant. */
export const PERSON = { name: '欧阳若兰', idNumber: '11010519491231002X', mobile: '13911112222' }
export const HOSPITAL = '示例镇仁爱专科医院'

/** The item by which an illness is recognised: its form holds sensitive personal data. */
const illness = SAMPLE_ITEMS.find(({ form }) => Object.hasOwn(form.schema.properties ?? {}, 'disease'))
if (illness === undefined) throw new Error('the sample has an item about illnesses')
export const ILLNESS_ITEM = illness

/** A case about an illness at its window, complete. */
export function illnessCase(more: object = {}) {
  return {
    itemCode: ILLNESS_ITEM.itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId: ILLNESS_ITEM.windows?.[0]?.windowId,
    parties: [{ role: 'applicant', type: 'natural', idType: '111', ...PERSON }],
    form: { ...exampleForm(ILLNESS_ITEM), disease: 'kidney', hospital: HOSPITAL },
    materials: ILLNESS_ITEM.materials.map(({ materialCode }) => ({ materialCode, source: 'paper' })),
    ...more,
  }
}

/** A token whose rights stand in the table of grants. */
export async function grantedToken(
  app: TestApp,
  grant: { role: Role; organisation: string; scope?: 'organ' | 'subtree'; personal?: boolean },
): Promise<string> {
  const name = randomUUID()
  const { role, organisation, scope = 'organ', personal = false } = grant
  await app.database.asOwner(
    `insert into grants (issuer, subject, role, organisation_code, scope, personal, granted_by, granted_at)
      values ($1, $2, $3, $4, $5, $6, 'test', now())`,
    [DEV_ISSUER, `staff-${name}`, role, organisation, scope, personal],
  )
  return signStaffToken(app.deps.config.dataDir, name)
}
