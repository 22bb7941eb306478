import type { Config } from '../config.js'
import { openDatabase, withClient } from '../database/open.js'
import { createLog } from '../log.js'
import { divisionLevel, normaliseDivisionCode } from '../shared/codes/division-code.js'

interface Options {
  division: string
  divisionName: string
  organisation: string
  organisationName: string
}

/**
 * Writes the first division and its organ into a database that has none (初始化区划), as its owner, with an entry of the
 * audit trail. Rights are reckoned from an organ in a division, so that nobody could write the first one through the
 * API; whoever is then made operator of it stands above all. Safe to repeat.
 */
export async function foundCommand(config: Config, options: Options): Promise<void> {
  const { division, divisionName, organisation, organisationName } = options
  const code = normaliseDivisionCode(division)
  if (code === undefined) throw new Error('--division: a division code has 6, 9 or 12 digits')
  const opened = await openDatabase(config, createLog(config))
  try {
    const isFirst = await withClient(opened.owner, async (owner) => {
      const { rows } = await owner.query<{ first: boolean }>({
        text: `with place as (
            insert into divisions (code, level, name, ancestors) select $1, $2, $3, array[$1]
            where not exists (select 1 from divisions) returning code),
          organ as (
            insert into organisations (code, division_code, name, kind) select $4, code, $5, 'government' from place
            returning code),
          told as (
            insert into audit_log (at, actor, action, object, details, divisions, organisation_code, trace_id, address)
            select clock_timestamp(), 'command line', 'importDivisions', 'division ' || $1,
              jsonb_build_object('name', $3::text, 'organisation', $4::text), array[$1], code, '', '' from organ)
          select exists (select 1 from organ) or exists (select 1 from divisions d join organisations o
            on o.division_code = d.code where d.code = $1 and d.parent_code is null and o.code = $4) as first`,
        values: [code, divisionLevel(code), divisionName, organisation, organisationName],
      })
      return rows[0]?.first === true
    })
    if (!isFirst)
      throw new Error('there are divisions already: an operator above all imports others through the API')
    process.stdout.write(`${divisionName} (${code}) is the first division, ${organisation} its organ\n`)
  } finally {
    await opened.stop()
  }
}
