/** A window with its centre, and what it may do with an item (窗口权限); `windowId` and `itemCode` are SQL expressions. */
export const windowOfItem = (windowId: string, itemCode: string): string =>
  `select w.id as window_id, w.name, w.organisation_code, c.organisation_code as centre_organisation, c.division_code, d.ancestors, a.level
  from windows w join centres c on c.id = w.centre_id join divisions d on d.code = c.division_code
  left join window_authorities a on a.window_id = w.id and a.item_code = ${itemCode} where w.id = ${windowId}`

/** The same as one JSON value: for the read that begins a case. */
export const WINDOW_AS_JSON = (windowId: string, itemCode: string): string =>
  `select to_jsonb(f) from (${windowOfItem(windowId, itemCode)}) f`

export interface WindowAuthorityRow {
  window_id: string
  name: string
  organisation_code: string
  centre_organisation: string
  division_code: string
  ancestors: string[]
  level: string | null
}

export interface WindowWithAuthority {
  windowId: string
  name: string
  organisationCode: string
  /** Who runs the centre. */
  centreOrganisation: string
  divisionCode: string
  /** The centre's division with all above it. */
  divisions: string[]
  /** decides, accepts, collects or advises; absent: nothing to do with the item. */
  level?: string
}

export const withAuthority = (row: WindowAuthorityRow): WindowWithAuthority => ({
  windowId: row.window_id,
  name: row.name,
  organisationCode: row.organisation_code,
  centreOrganisation: row.centre_organisation,
  divisionCode: row.division_code,
  divisions: row.ancestors,
  ...(row.level === null ? {} : { level: row.level }),
})
