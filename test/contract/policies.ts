/**
 * One reviewed line per operation that needs a token: who may call it, and what a holder of the role gets at another
 * organisation's thing (`empty`: a list without it; `-`: the operation belongs to no organisation).
 * `own` marks roles that see only what is their own: the test's case is somebody else's, so they get 404.
 */
export const EXPECTATIONS = `
putOrganisation    | operator                                                             | 403
mergeOrganisation  | operator                                                             | 403
dissolveOrganisation | operator                                                           | 403
listJobs           | operator                                                             | empty
readJob            | operator                                                             | 404
createCentre       | manager operator                                                     | 403
replaceCentre      | manager operator                                                     | 403
createWindow       | manager operator                                                     | 403
importDivisions    | operator                                                             | 403
replaceWindow      | manager operator                                                     | 403
replaceAuthority   | manager operator                                                     | 403
withdrawAuthority  | lead cataloguer                                                      | 403
listAuthorityRequests | lead cataloguer manager operator                                  | empty
confirmAuthority   | lead cataloguer                                                      | 404
refuseAuthority    | lead cataloguer                                                      | 404
putDictionary      | operator                                                             | 403
createItem         | cataloguer                                                           | 403
readDraft          | cataloguer                                                           | 404
replaceDraft       | cataloguer                                                           | 404
checkDraft         | cataloguer                                                           | 404
publishItem        | cataloguer                                                           | 404
suspendItem        | cataloguer                                                           | 404
resumeItem         | cataloguer                                                           | 404
retireItem         | cataloguer                                                           | 404
withdrawItemVersion | cataloguer                                                          | 404
diffDraft          | cataloguer                                                           | 404
listItemHistory    | cataloguer                                                           | 404
importItems        | cataloguer                                                           | -
listImports        | cataloguer                                                           | empty
readImport         | own:cataloguer                                                       | 404
listImportFindings | own:cataloguer                                                       | 404
exportItems        | cataloguer                                                           | -
publishDirectoryEntry | cataloguer                                                        | 403
listImplementationEntries | cataloguer                                                    | empty
putSynonym         | cataloguer operator                                                  | 403
deleteSynonym      | cataloguer operator                                                  | 403
createPublication  | operator                                                             | 403
replacePublication | operator                                                             | 403
createBundle       | cataloguer                                                           | 403
readBundleDraft    | cataloguer                                                           | 404
replaceBundleDraft | cataloguer                                                           | 404
checkBundleDraft   | cataloguer                                                           | 404
publishBundle      | cataloguer                                                           | 404
createCase         | clerk citizen assistant                                              | 403
listCases          | clerk reviewer approver issuer lead supervisor citizen assistant     | empty
readCase           | clerk reviewer approver issuer lead supervisor own:citizen own:assistant | 404
changeDraft        | clerk own:citizen own:assistant                                      | 404
transitionCase     | clerk own:citizen own:assistant                                      | 404
renewQueryCode     | clerk lead own:citizen own:assistant                                 | 404
listActions        | clerk reviewer approver issuer lead supervisor own:citizen own:assistant | 404
listEvents         | clerk reviewer approver issuer lead supervisor own:citizen own:assistant | 404
explainClocks      | clerk reviewer approver issuer lead supervisor own:citizen own:assistant | 404
listDocuments      | clerk reviewer approver issuer lead supervisor own:citizen own:assistant | 404
readDocument       | clerk reviewer approver issuer lead supervisor own:citizen own:assistant | 404
readParties        | clerk reviewer approver issuer lead supervisor own:citizen own:assistant exchange | 404
readForm           | clerk reviewer approver issuer lead supervisor own:citizen own:assistant exchange | 404
readMaterialContent | clerk reviewer approver issuer lead supervisor own:citizen own:assistant | 404
uploadFile         | citizen assistant clerk lead reviewer approver issuer cataloguer     | -
readFile           | own:citizen own:assistant own:clerk own:lead own:reviewer own:approver own:issuer own:cataloguer | 404
listStaff          | security manager lead clerk reviewer approver issuer supervisor cataloguer | empty
registerStaff      | security manager                                                     | 403
readStaff          | security manager lead clerk reviewer approver issuer supervisor cataloguer | 404
changeStaff        | security manager                                                     | 404
listAbsences       | security manager lead clerk reviewer approver issuer supervisor cataloguer | 404
enterAbsence       | security manager lead                                                | 404
readAbsence        | security manager lead clerk reviewer approver issuer supervisor cataloguer | 404
endAbsence         | security manager lead                                                | 404
listGrants         | security                                                             | empty
grantRole          | security                                                             | 403
readGrant          | security                                                             | 404
revokeGrant        | security                                                             | 404
listAudit          | auditor                                                              | empty
searchAudit        | auditor                                                              | empty
listTasks          | reviewer approver lead supervisor                                    | empty
publishWorkflow    | cataloguer operator                                                  | 403
checkWorkflow      | cataloguer operator                                                  | -
putCalendarYear    | operator                                                             | 403
readMonitor        | operator supervisor                                                  | -
listAlerts         | supervisor lead clerk reviewer approver                              | empty
readAlert          | supervisor lead clerk reviewer approver                              | 404
explainAlert       | lead clerk reviewer approver                                         | 404
confirmAlert       | supervisor                                                           | 404
revokeAlert        | supervisor                                                           | 404
readChanges        | exchange                                                             | empty
readExchangeCase   | exchange                                                             | 404
`

/** Operations for everybody. */
export const PUBLIC =
  `checkLiveness checkReadiness readMetrics explainProblem listDivisions readDivision listOrganisations
readOrganisation listCentres readCentre listWindows readWindow listDictionaries readDictionary searchItems searchAll suggestNames listSynonyms readSynonym listPublications readPublication readItem listItemVersions readItemVersion diffItemVersions
readGuide readItemFile resolveChecklist listDirectory readDirectoryEntry listDirectoryVersions readDirectoryVersion queryProgress listWorkflows readWorkflow drawWorkflow drawStatuses calculateDeadline
listBundles readBundle readBundleGuide resolveBundleChecklist mapBundleForms
listCalendars readCalendarYear`.split(/\s+/)
