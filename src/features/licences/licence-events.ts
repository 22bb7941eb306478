import type { PayloadOf } from '../../events/catalogue.js'
import type { Sight } from '../../events/make-event.js'

interface Acted {
  case_no: string
  acts: readonly { act: string; case_no: string }[]
}

interface Told {
  id: string
  licence_no: string
  organisation_code: string
  divisions: string[]
  item_code: string
  state: string
  valid_from: string
  valid_to?: string | null | undefined
}

/** A licence as its events tell it: codes and days, nobody's name. */
export const payloadOf = (row: Told): PayloadOf<'licence.issue'> => ({
  licenceId: row.id,
  licenceNo: row.licence_no,
  itemCode: row.item_code,
  organisation: row.organisation_code,
  state: row.state as PayloadOf<'licence.issue'>['state'],
  validFrom: row.valid_from,
  ...(row.valid_to == null ? {} : { validTo: row.valid_to }),
})

export const sightOf = ({ organisation_code, divisions }: Told): Sight => ({
  organs: [organisation_code],
  divisions,
})

const HOLDER_ACTS: ReadonlySet<string> = new Set(['issue', 'renew', 'change'])

/** The case in which its holder stands now: what granted it, or the last change or renewal of it. */
export const holderCaseOf = (row: Acted): string =>
  row.acts.findLast(({ act }) => HOLDER_ACTS.has(act))?.case_no ?? row.case_no
