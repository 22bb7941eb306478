import type { Queryable } from '../../database/queryable.js'
import { newId } from '../../shared/ids.js'
import type { LegalDate } from '../../shared/time.js'
import { insertMessages, type NewMessage } from './message-store.js'
import { speak, templateOf } from './message-template.js'
import { selectTemplatesOf } from './message-template-store.js'

/** What happens to a member of a bundle, for who keeps the bundle. */
export interface MemberNews {
  bundleCode: string
  bundleName: string
  /** Who keeps the bundle (牵头部门). */
  organisation: string
  itemCode: string
  itemName: string
  what: string
  /** From when. */
  on: LegalDate
  /** Told once. */
  key: string
}

/** Tells the leads of the organs that keep bundles what becomes of a member (成员事项变动), in the transaction that does it. */
export async function tellBundleOwners(db: Queryable, news: readonly MemberNews[]): Promise<void> {
  if (news.length === 0) return
  const templates = await selectTemplatesOf(db, [...new Set(news.map(({ organisation }) => organisation))])
  await insertMessages(
    db,
    news.map(({ organisation, key, ...facts }): NewMessage => {
      const template = templateOf(templates, organisation, 'bundleMember')
      return {
        id: newId(),
        told_key: `${key} ${facts.bundleCode}`,
        ...{ kind: 'bundleMember', audience: 'organ', role: 'lead', language: 'zh', persons: [] },
        ...{
          case_id: undefined,
          case_no: undefined,
          case_version: undefined,
          organisation_code: organisation,
        },
        ...{ party_no: undefined, subject: undefined, staff_no: undefined, deputy_for: undefined },
        recipient_masked: undefined,
        ...{ template_key: template.key, template_version: template.version, facts },
        ...speak(template.content, 'zh', facts),
      }
    }),
  )
}
