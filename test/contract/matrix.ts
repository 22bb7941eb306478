import type { Role } from '../../src/shared/roles.js'

/**
 * Who may do what, from where: the reviewed expectations. The tests beside cross them mechanically with every
 * operation of the contract, every role and every relation.
 *
 * Relations of a caller to a thing (its organ is the county's market bureau, unless the kind says otherwise):
 * own         staff of the organ itself
 * same        staff of another organ of the same division
 * aboveOrgan  staff of an organ above, whose grant has the scope organ
 * above       staff of an organ above, whose grant has the scope subtree
 * asked       staff of an organ that was asked for an opinion in the case
 * entrusted   staff of an organ to which the item is delegated
 * accepts     staff of the centre whose window took the case in and may accept it
 * collects    staff of the centre whose window took the case in and only collects
 * unrelated   staff of an organ of another county
 * party       a party of the case, whatever roles and reach the same person holds
 * nobody      no token
 */
export const RELATIONS = [
  'own',
  'same',
  'aboveOrgan',
  'above',
  'asked',
  'entrusted',
  'accepts',
  'collects',
  'unrelated',
  'party',
] as const
export type Relation = (typeof RELATIONS)[number]

/** From where a role sees a case. */
export const SEES: Readonly<Record<string, readonly Relation[]>> = {
  clerk: ['own', 'above', 'asked', 'entrusted', 'accepts', 'collects', 'party'],
  reviewer: ['own', 'above', 'asked', 'entrusted', 'party'],
  approver: ['own', 'above', 'asked', 'entrusted', 'party'],
  issuer: ['own', 'above', 'entrusted', 'accepts', 'collects', 'party'],
  lead: ['own', 'above', 'asked', 'entrusted', 'accepts', 'collects', 'party'],
  supervisor: ['own', 'above', 'accepts', 'collects', 'party'],
  citizen: ['party'],
  assistant: [],
  exchange: ['own', 'above', 'asked', 'accepts', 'collects', 'party'],
}

/** From where an act is done by a role that has it; elsewhere 403 where the case is seen, 404 where not. */
const ORGAN: readonly Relation[] = ['own', 'above', 'entrusted']
const INTAKE: readonly Relation[] = [...ORGAN, 'accepts']
const RECEIPT: readonly Relation[] = [...INTAKE, 'collects']

/** From where a role has a standing in a case. */
export const STANDS: Readonly<Record<string, readonly Relation[]>> = {
  clerk: RECEIPT,
  lead: ORGAN,
  reviewer: ORGAN,
  approver: ORGAN,
  citizen: ['party'],
}

/** From where a role looks at the materials of a case. */
export const INSPECTS: Readonly<Record<string, readonly Relation[]>> = { clerk: INTAKE, reviewer: ORGAN }

/** From where a role claims a step of the review. */
export const CLAIMS: Readonly<Record<string, readonly Relation[]>> = { reviewer: ORGAN }

/** From where a role reads personal data of a case under review in clear. */
export const READS_CLEAR: Readonly<Record<string, readonly Relation[]>> = {
  clerk: ORGAN,
  reviewer: ORGAN,
  approver: ORGAN,
  issuer: ORGAN,
  lead: ORGAN,
  citizen: ['party'],
}

/** Acts on a case: the roles, and from where. The window of `accepts` may accept, not decide on the spot. */
export const ACTS: Readonly<Record<string, { roles: readonly string[]; from: readonly Relation[] }>> = {
  submit: { roles: ['clerk'], from: RECEIPT },
  preReview: { roles: ['clerk'], from: INTAKE },
  correctOnTheSpot: { roles: ['clerk'], from: INTAKE },
  requestCorrection: { roles: ['clerk'], from: INTAKE },
  accept: { roles: ['clerk'], from: INTAKE },
  acceptWithDeferral: { roles: ['clerk'], from: INTAKE },
  refuseAcceptance: { roles: ['clerk'], from: INTAKE },
  declareNotRequired: { roles: ['clerk'], from: INTAKE },
  handleOnTheSpot: { roles: ['clerk'], from: ORGAN },
  startReview: { roles: ['reviewer'], from: ORGAN },
  completeStep: { roles: ['reviewer'], from: ORGAN },
  returnStep: { roles: ['reviewer', 'approver'], from: ORGAN },
  requestJointReview: { roles: ['reviewer'], from: ORGAN },
  // Whoever was asked; here the question is closed.
  giveOpinion: { roles: ['reviewer'], from: ['asked', 'above'] },
  startSpecial: { roles: ['reviewer', 'lead'], from: ORGAN },
  endSpecial: { roles: ['reviewer', 'lead'], from: ORGAN },
  approve: { roles: ['approver'], from: ORGAN },
  deny: { roles: ['approver'], from: ORGAN },
  extend: { roles: ['approver'], from: ORGAN },
  supplyMaterials: { roles: ['clerk'], from: INTAKE },
  close: { roles: ['approver'], from: ORGAN },
  deliver: { roles: ['issuer'], from: RECEIPT },
  returnMail: { roles: ['issuer'], from: RECEIPT },
  withdraw: { roles: ['clerk'], from: INTAKE },
  terminate: { roles: ['lead'], from: ORGAN },
  void: { roles: ['lead'], from: ORGAN },
  requestSupplement: { roles: ['reviewer'], from: ORGAN },
  addReviewer: { roles: ['reviewer', 'approver', 'lead'], from: ORGAN },
  removeReviewer: { roles: ['reviewer', 'approver', 'lead'], from: ORGAN },
  informOfHearing: { roles: ['reviewer', 'approver'], from: ORGAN },
  requestHearing: { roles: ['clerk'], from: INTAKE },
  waiveHearing: { roles: ['clerk'], from: INTAKE },
}

/** What an operation is about, and so what a holder of its role gets from where: `other` answers the rest. */
export const KINDS: Readonly<
  Record<string, { from: readonly Relation[]; other: number | 'empty'; owner?: 'town' | 'province' }>
> = {
  /** A thing of an organ that others cannot see. */
  hidden: { from: ['own', 'above', 'party'], other: 404 },
  /** The same, and of who holds it. */
  holder: { from: ['own', 'above', 'party'], other: 404 },
  /** A message about a case: for whoever sees the case, and for its party, whatever else that person is. */
  message: { from: [], other: 404 },
  /** A thing of an organ that everybody sees, and only its own write. */
  organ: { from: ['own', 'above', 'party'], other: 403 },
  /** The same of the town's centre. */
  centre: { from: ['own', 'above', 'accepts', 'party'], other: 403, owner: 'town' },
  /** A thing of the town's, its staff say, that others cannot see. */
  town: { from: ['own', 'above', 'accepts', 'party'], other: 404, owner: 'town' },
  /** An alert of a case: nobody explains, confirms or takes back one of the own (回避), which answers 403. */
  alert: { from: ['own', 'above'], other: 404 },
  /** Who is away: a lead says so of the own organ only, however far the right goes. */
  absence: { from: ['own', 'above', 'accepts', 'party'], other: 404, owner: 'town' },
  /** What waits for an organ's confirmation: seen by it, and by the centre that asks. */
  requests: { from: ['own', 'above', 'accepts', 'party'], other: 'empty' },
  /** The same of the province, which keeps the directory. */
  province: { from: ['own', 'aboveOrgan', 'above', 'party'], other: 403, owner: 'province' },
  /** What belongs to whole divisions, or to the whole deployment: only who stands above. */
  above: { from: ['above', 'party'], other: 403 },
  /** A list that holds what the own organ and those below have. */
  list: { from: ['own', 'above', 'party'], other: 'empty' },
  /** What an organ gave or was given to deal with. */
  delegations: { from: ['own', 'above', 'entrusted', 'party'], other: 'empty' },
  /** A list of papers from the city's window to the organ: seen on both sides. */
  handover: { from: ['own', 'above', 'collects', 'party'], other: 404 },
  handovers: { from: ['own', 'above', 'collects', 'party'], other: 'empty' },
  /** The same, answered by who receives: the window that gave it only sees it (403). */
  received: { from: ['own', 'above', 'party'], other: 404 },
  /** Papers go from the town's window. */
  handed: { from: ['above', 'accepts', 'party'], other: 403 },
  /** A list of what the caller began himself. */
  mine: { from: [], other: 'empty' },
  /** What lies in the own inbox. */
  inbox: { from: ['party'], other: 'empty' },
  /** Something that only its maker sees. */
  makers: { from: [], other: 404 },
  /** Everybody with the role. */
  role: {
    from: RELATIONS,
    other: 200,
  },
  /** Taking an item in: its organ, and the centre whose window has authority for it. */
  intake: { from: [...RECEIPT, 'party'], other: 403 },
  /** Asking a register before there is a case: the item's clerks; whoever else asks by a case. */
  lookup: { from: [...RECEIPT, 'party'], other: 403 },
  /** A case: seen as SEES says. */
  case: { from: [], other: 404 },
  /** Personal data of a case in clear, after its intake: for who handles it, as READS_CLEAR says; 403 where it is seen. */
  clear: { from: [], other: 403 },
  /** What needs a standing in the case: as a clerk who may receive it, as a lead of the organ, as a party. */
  standing: { from: [], other: 403 },
  /** Looking at a material: as INSPECTS says. */
  inspected: { from: [], other: 403 },
  /** What of a case is for its staff: as SEES says, without who is recused. */
  staffed: { from: [], other: 404 },
  /** What is said of a case by who answers for it: the same, and 403 for who sees it only because it was asked. */
  answered: { from: [], other: 404 },
  /** Acknowledging that the fire brigade was told: its own people, who see it. */
  told: { from: ['asked'], other: 403 },
  /** Taking a step of the review: as CLAIMS says. */
  claimed: { from: [], other: 403 },
  /** The list of cases: as SEES says. */
  cases: { from: [], other: 'empty' },
  /** The work list: the same without what only came in at the own window. */
  tasks: { from: [], other: 'empty' },
}

/** One reviewed line an operation: what it is about, and the roles that have it. */
const OPERATIONS = `
putOrganisation     | above    | operator
mergeOrganisation   | organ    | operator
dissolveOrganisation | organ   | operator
listJobs            | list     | operator
readJob             | hidden   | operator
cancelJob           | hidden   | operator
retryJob            | hidden   | operator
importDivisions     | above    | operator
createCentre        | centre   | manager operator
replaceCentre       | centre   | manager operator
createWindow        | centre   | manager operator
replaceWindow       | centre   | manager operator
replaceAuthority    | centre   | manager operator
withdrawAuthority   | organ    | lead cataloguer
listAuthorityRequests | requests | lead cataloguer manager operator
confirmAuthority    | hidden   | lead cataloguer
refuseAuthority     | hidden   | lead cataloguer
listStaff           | role     | security manager lead clerk reviewer approver issuer supervisor cataloguer
registerStaff       | centre   | security manager
readStaff           | town     | security manager lead clerk reviewer approver issuer supervisor cataloguer
changeStaff         | town     | security manager
importStaff         | role     | security
exportStaff         | role     | security
listAbsences        | town     | security manager lead clerk reviewer approver issuer supervisor cataloguer
enterAbsence        | absence  | security manager lead
readAbsence         | town     | security manager lead clerk reviewer approver issuer supervisor cataloguer
endAbsence          | absence  | security manager lead
putDictionary       | above    | operator
createItem          | organ    | cataloguer
readDraft           | hidden   | cataloguer
replaceDraft        | hidden   | cataloguer
deleteDraft         | hidden   | cataloguer
checkDraft          | hidden   | cataloguer
publishItem         | hidden   | cataloguer
suspendItem         | hidden   | cataloguer
resumeItem          | hidden   | cataloguer
retireItem          | hidden   | cataloguer
withdrawItemVersion | hidden   | cataloguer
diffDraft           | hidden   | cataloguer
listItemHistory     | hidden   | cataloguer
importItems         | role     | cataloguer
listImports         | mine     | cataloguer
readImport          | makers   | cataloguer
listImportFindings  | makers   | cataloguer
exportItems         | role     | cataloguer
importLines         | role     | operator security cataloguer manager
listAllImports      | mine     | operator security cataloguer manager
readImportOfLines   | makers   | operator security cataloguer manager
cancelImport        | makers   | operator security cataloguer manager
listImportLines     | makers   | operator security cataloguer manager
exportLines         | role     | operator security cataloguer manager
publishDirectoryEntry | province | cataloguer
listImplementationEntries | list | cataloguer
putSynonym          | above    | cataloguer operator
deleteSynonym       | above    | cataloguer operator
createPublication   | organ    | operator
replacePublication  | organ    | operator
createBundle        | organ    | cataloguer
readBundleDraft     | hidden   | cataloguer
replaceBundleDraft  | hidden   | cataloguer
checkBundleDraft    | hidden   | cataloguer
publishBundle       | hidden   | cataloguer
createCase          | intake   | clerk citizen assistant
createBundleCase    | intake   | clerk citizen assistant
createCases         | role     | clerk citizen assistant
listCases           | cases    | clerk reviewer approver issuer lead supervisor citizen assistant
searchCases         | cases    | clerk reviewer approver issuer lead supervisor citizen assistant
listTasks           | tasks    | reviewer approver lead supervisor
countTasks          | role     | reviewer approver lead supervisor
readTaskCalendar    | role     | reviewer approver lead
readTask            | staffed  | clerk reviewer approver issuer lead supervisor
claimTask           | claimed  | reviewer approver
releaseTask         | standing | reviewer approver lead
assignTask          | standing | lead
remindTask          | standing | clerk reviewer approver lead
copyCase            | clear    | clerk reviewer approver lead
withdrawCopy        | case     | clerk reviewer approver lead
listCopies          | case     | clerk reviewer approver issuer lead supervisor
acknowledgeCopy     | told     | clerk reviewer approver issuer lead supervisor
urgeCase            | standing | citizen lead
listUrges           | case     | clerk reviewer approver issuer lead supervisor citizen
answerUrge          | clear    | clerk reviewer approver lead
readCase            | case     | clerk reviewer approver issuer lead supervisor citizen assistant
changeDraft         | case     | clerk citizen assistant
transitionCase      | case     | clerk citizen assistant
transitionCases     | role     | clerk citizen assistant reviewer approver issuer lead
undoAct             | case     | clerk citizen assistant reviewer approver issuer lead
inspectMaterial     | inspected | clerk reviewer
returnMaterial      | inspected | clerk
returnMaterials     | inspected | clerk
proveWithdrawal     | inspected | clerk
deliverPaper        | case     | clerk issuer
readBill            | standing | clerk reviewer approver lead citizen assistant
orderRefund         | standing | lead approver
listRefunds         | list     | lead approver clerk supervisor
readRefund          | hidden   | lead approver clerk supervisor
listPayments        | list     | lead supervisor operator
renewQueryCode      | standing | clerk lead citizen assistant
listActions         | case     | clerk reviewer approver issuer lead supervisor citizen assistant
listChildren        | case     | clerk reviewer approver issuer lead supervisor citizen assistant
listEvents          | case     | clerk reviewer approver issuer lead supervisor citizen assistant
drawCase            | case     | clerk reviewer approver issuer lead supervisor citizen assistant
explainClocks       | case     | clerk reviewer approver issuer lead supervisor citizen assistant
listDocuments       | case     | clerk reviewer approver issuer lead supervisor citizen assistant
readDocument        | case     | clerk reviewer approver issuer lead supervisor citizen assistant
readParties         | case     | clerk reviewer approver issuer lead supervisor citizen assistant exchange
readForm            | case     | clerk reviewer approver issuer lead supervisor citizen assistant exchange
readSubmission      | case     | clerk reviewer approver issuer lead supervisor citizen assistant exchange
readWords           | case     | clerk reviewer approver issuer lead supervisor exchange
readMaterialContent | clear    | clerk reviewer approver issuer lead supervisor citizen assistant exchange
listHandovers       | handovers | clerk lead manager supervisor
createHandover      | handed   | clerk
readHandover        | handover | clerk lead manager supervisor
receiveHandover     | received | clerk
rejectHandover      | received | clerk
loseHandover        | handover | clerk
listExits           | list     | clerk issuer lead manager supervisor
registerExit        | role     | issuer
readExit            | hidden   | clerk issuer lead manager supervisor
handOutResult       | hidden   | issuer
postResult          | hidden   | issuer
proveDelivery       | hidden   | issuer
takeBackMail        | hidden   | issuer
giveBackResult      | hidden   | issuer
listRegisters       | role     | operator clerk reviewer approver lead cataloguer supervisor auditor
readRegister        | role     | operator clerk reviewer approver lead cataloguer supervisor auditor
putRegister         | above    | operator
lookUpRegister      | lookup   | clerk reviewer approver lead citizen
readLookup          | makers   | clerk reviewer approver lead citizen
listLicences        | list     | clerk reviewer approver issuer lead supervisor citizen
readLicence         | holder   | clerk reviewer approver issuer lead supervisor citizen
openDossier         | clear    | clerk reviewer approver issuer lead citizen exchange
readDossier         | makers   | clerk reviewer approver issuer lead citizen exchange
prefillFromDossier  | makers   | clerk reviewer approver issuer lead citizen exchange
revokeLicence       | hidden   | approver
withdrawLicence     | hidden   | approver
cancelLicence       | hidden   | approver
suspendLicence      | hidden   | approver
resumeLicence       | hidden   | approver
reprintLicence      | hidden   | issuer approver
renewLicence        | holder   | clerk citizen
changeLicence       | holder   | clerk citizen
uploadFile          | role     | citizen assistant clerk lead reviewer approver issuer cataloguer
readFile            | makers   | citizen assistant clerk lead reviewer approver issuer cataloguer
beginUpload         | role     | citizen assistant clerk lead reviewer approver issuer cataloguer
readUpload          | makers   | citizen assistant clerk lead reviewer approver issuer cataloguer
continueUpload      | makers   | citizen assistant clerk lead reviewer approver issuer cataloguer
endUpload           | makers   | citizen assistant clerk lead reviewer approver issuer cataloguer
listGrants          | list     | security
grantRole           | organ    | security
readGrant           | hidden   | security
revokeGrant         | hidden   | security
listDelegations     | delegations | lead cataloguer clerk reviewer approver issuer supervisor security auditor
grantDelegation     | organ    | lead cataloguer
readDelegation      | hidden   | lead cataloguer clerk reviewer approver issuer supervisor security auditor
revokeDelegation    | hidden   | lead cataloguer
listAudit           | list     | auditor
searchAudit         | list     | auditor
publishWorkflow     | above    | cataloguer operator
publishDocumentTemplate | organ | cataloguer operator
previewDocumentTemplate | role | cataloguer operator
checkWorkflow       | role     | cataloguer operator
previewAdoption     | hidden   | cataloguer
orderAdoption       | hidden   | cataloguer
readAdoption        | hidden   | cataloguer
listAdoptionRefusals | hidden  | cataloguer
createCalendar      | above    | operator
simulateDeadlines   | role     | clerk reviewer approver lead supervisor cataloguer operator manager exchange assistant issuer citizen
streamAlerts        | role     | supervisor lead
listReviews         | staffed  | clerk reviewer approver issuer lead supervisor
recordReview        | answered | supervisor lead reviewer approver
listRecordings      | staffed  | clerk reviewer approver issuer lead supervisor
linkRecording       | answered | clerk lead supervisor
readPerformance     | role     | supervisor leader lead manager
readOverview        | role     | supervisor leader lead
listOverview        | role     | supervisor leader lead
forecastLoad        | role     | supervisor leader lead
listSupervisionOrders | role   | supervisor lead approver
issueSupervisionOrder | organ  | supervisor
readSupervisionOrder | hidden | supervisor lead approver
replySupervisionOrder | hidden | lead approver
acceptSupervisionOrder | hidden | supervisor
returnSupervisionOrder | hidden | supervisor
withdrawSupervisionOrder | hidden | supervisor
listRatings         | list     | supervisor lead manager approver reviewer clerk
readRating          | hidden   | supervisor lead manager approver reviewer clerk
sumRatings          | role     | supervisor leader lead manager
listRectifications  | list     | supervisor lead approver
readRectification   | hidden   | supervisor lead approver
answerRectification | hidden   | lead approver
confirmRectification | hidden  | supervisor
returnRectification | hidden   | supervisor
dismissRectification | hidden  | supervisor
setAnswerLimit      | above    | operator
listComplaints      | list     | supervisor lead approver citizen
readComplaint       | holder   | supervisor lead approver citizen
acceptComplaint     | alert    | lead approver supervisor
refuseComplaint     | alert    | lead approver supervisor
referComplaint      | alert    | lead approver supervisor
answerComplaint     | alert    | lead approver supervisor
closeComplaint      | alert    | supervisor
listConsultations   | list     | clerk reviewer approver lead supervisor citizen
readConsultation    | holder   | clerk reviewer approver lead supervisor citizen
answerConsultation  | alert    | clerk reviewer approver lead
referConsultation   | alert    | clerk reviewer approver lead
publishConsultation | alert    | lead approver
putMonitorRule      | organ    | operator
endMonitorRule      | above    | operator
listMonitorRules    | role     | operator supervisor lead manager leader clerk reviewer approver issuer
readMonitorRule     | role     | operator supervisor lead manager leader clerk reviewer approver issuer
listMonitorRuleVersions | role | operator supervisor lead manager leader clerk reviewer approver issuer
putCalendarYear     | above    | operator
putOfficeHours      | above    | operator
readMonitor         | role     | operator supervisor
listAlerts          | list     | supervisor lead clerk reviewer approver
readAlert           | hidden   | supervisor lead clerk reviewer approver
explainAlert        | alert    | lead clerk reviewer approver
confirmAlert        | alert    | supervisor
revokeAlert         | alert    | supervisor
appealAlert         | alert    | lead clerk reviewer approver
closeAlert          | alert    | supervisor
listMessages        | inbox    | clerk reviewer approver issuer lead supervisor citizen assistant
readMessage         | message  | clerk reviewer approver issuer lead supervisor citizen assistant
resendMessage       | hidden   | clerk lead
stopReminders       | hidden   | clerk lead
readMessagePreferences | role  | clerk reviewer approver issuer lead supervisor citizen assistant
putMessagePreferences | role   | clerk reviewer approver issuer lead supervisor citizen assistant
publishMessageTemplate | organ | cataloguer operator
previewMessageTemplate | role  | cataloguer operator
readChanges         | cases    | exchange
readExchangeCase    | case     | exchange
`

/** The lines of OPERATIONS by operation. */
export const LINES: ReadonlyMap<string, { kind: string; roles: readonly Role[] }> = new Map(
  OPERATIONS.trim()
    .split('\n')
    .map((line) => {
      const [id = '', kind = '', roles = ''] = line.split('|').map((part) => part.trim())
      return [id, { kind, roles: roles.split(/\s+/) as Role[] }]
    }),
)

/** Operations for everybody. */
export const PUBLIC =
  `checkLiveness checkReadiness readMetrics explainProblem listDivisions readDivision listOrganisations
readOrganisation listCentres readCentre listWindows readWindow listDictionaries readDictionary searchItems searchAll suggestNames listSynonyms readSynonym listPublications readPublication readItem listItemVersions readItemVersion diffItemVersions
readGuide readItemFile resolveChecklist rateCase readOwnRating listAnswerLimits complain askForComplaint reopenComplaint consult listPublishedConsultations askForConsultation listDirectory readDirectoryEntry listDirectoryVersions readDirectoryVersion queryProgress verifyDocument showVerification verifyLicence listDocumentTemplates readDocumentTemplate listMessageTemplates readMessageTemplate listWorkflows readWorkflow drawWorkflow drawStatuses calculateDeadline
listBundles readBundle readBundleGuide resolveBundleChecklist mapBundleForms
listCalendars readCalendarYear readOfficeHours`.split(/\s+/)

/** For who signs what he sends: without a token, and 401 without a signature. */
export const SIGNED = ['takePayment', 'lookUpPayment', 'listRefundOrders']
