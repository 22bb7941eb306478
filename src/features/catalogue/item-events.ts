import { actingCaller } from '../../events/acting.js'
import type { EventDraft } from '../../events/make-event.js'
import type { Caller } from '../../shared/caller.js'
import type { LegalDate } from '../../shared/time.js'
import type { ItemRow } from './item-store.js'

type OfItem = Pick<ItemRow, 'item_code' | 'organisation_code' | 'divisions'>

const head = (
  { item_code, organisation_code, divisions }: OfItem,
  caller: Pick<Caller, 'issuer' | 'subject'>,
) => ({
  no: item_code,
  actor: actingCaller({ kind: 'person', grants: [], ...caller }, 'cataloguer'),
  sight: { organs: [organisation_code], divisions },
})

/** A version was published, or withdrawn before its day (发布、撤回版本). */
export function versionEvent(
  what: 'publish' | 'withdraw',
  item: OfItem & Pick<ItemRow, 'type'>,
  { version, effectiveFrom }: { version: number; effectiveFrom: LegalDate },
  caller: Pick<Caller, 'issuer' | 'subject'>,
): EventDraft {
  return {
    ...head(item, caller),
    type: `itemVersion.${what}`,
    version,
    payload: {
      itemCode: item.item_code,
      organisation: item.organisation_code,
      itemVersion: version,
      itemType: item.type,
      effectiveFrom,
    },
  }
}

/** An item was suspended, resumed or retired (暂停、恢复、取消); its version is the newest. */
export function stateEvent(
  what: 'suspend' | 'resume' | 'retire',
  item: OfItem & Pick<ItemRow, 'latest_version'>,
  state: ItemRow['state'],
  caller: Pick<Caller, 'issuer' | 'subject'>,
): EventDraft {
  return {
    ...head(item, caller),
    type: `itemVersion.${what}`,
    version: Math.max(item.latest_version, 1),
    payload: {
      itemCode: item.item_code,
      organisation: item.organisation_code,
      itemVersion: item.latest_version,
      state,
    },
  }
}
