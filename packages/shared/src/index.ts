export { sentence, told, wordsOf, type Sentence, type Told } from './words/sentence.ts'
export { terminalText } from './words/terminalText.ts'
export { visibleText } from './words/visibleText.ts'
export { ERRORS, isErrorCode, type ErrorCode, type ErrorRow } from './errors/errorCodes.ts'
export { FlowError, assertNever, type WireError } from './errors/FlowError.ts'
export type { FlowIssue, QuickFix, Severity, TextRange, YamlPath } from './model/flowIssue.ts'
export { type YamlMap, type YamlValue } from './value/yamlValue.ts'
export {
  GATEWAY,
  type ExecutorSpec,
  type FlowGraph,
  type FlowSpec,
  type GatewaySpec,
  type GraphEdges,
  type ParsedFlow,
  type SourceMap,
} from './model/flowModel.ts'
export {
  FIELDS,
  SECTIONS,
  fieldFor,
  fieldsOf,
  type Field,
  type FieldScope,
  type FieldType,
  type Section,
} from './model/fields.ts'
export { flowTitle } from './flow/flowTitle.ts'
export { ISSUES, type IssueCode } from './model/issueCodes.ts'
export { meaningOf, nearestName, type KeyMeaning } from './model/keys.ts'
export { expandInspect, inspectModeOf } from './flow/expandInspect.ts'
export { buildGraph, findCycle, lastDeployment } from './flow/buildGraph.ts'
export { isMapValue } from './value/exactNumber.ts'
export {
  parseCondition,
  type Condition,
  type ConditionOperator,
  type ParsedCondition,
} from './condition/parseCondition.ts'
export { checkPatterns, describeBadPattern } from './check/checkPatterns.ts'
export { PatternError } from './pattern/patternSyntax.ts'
export { PythonPattern, type PatternLimits } from './pattern/PythonPattern.ts'
export { matchesCondition } from './condition/matchesCondition.ts'
export { parseFlow } from './read/parseFlow.ts'
export { findPlace, readFlowText, type FlowReading } from './read/readFlowText.ts'
export { createRedactor, redactDeep, type Secret } from './words/redact.ts'
export { listSecrets } from './read/flowSecrets.ts'
export { holdsSecret, maskSecrets } from './flow/secretKeys.ts'
export { describePermission, listPermissions, type Permission } from './read/permissions.ts'
export { READ_IN_POD } from './check/checkScalars.ts'
export { rescalar } from './yaml/rescalar.ts'
export { expandTree } from './yaml/expandTree.ts'
export { expandSpec } from './read/expandSpec.ts'
export { expandVariables } from './read/expandVariables.ts'
export { parseYaml } from './yaml/parseYaml.ts'
export { rescalarDeep } from './yaml/rescalar.ts'
export { parseDeployment } from './read/parseDeployment.ts'
export { findVariables, type Variable } from './yaml/variables.ts'
export type { EditOutcome, EditRefusal, EditTarget, FlowEdit, FlowStep, Splice } from './model/flowEdit.ts'
export {
  GRID,
  MAX_GROUP_NAME,
  MAX_NOTE,
  NODE_SIZE,
  NOTE_COLORS,
  type FlowLayout,
  type LayoutGroup,
  type LayoutNote,
  type NoteColor,
} from './edit/layout/layout.ts'
export { copyGroups, freeId, groupExecutors, ungroup } from './edit/layout/layoutGroups.ts'
export { followNames, parseLayout, printLayout } from './edit/layout/layoutSidecar.ts'
export { readDraft } from './protocol/readDraft.ts'
export { disabledExecutors, type DisabledExecutor } from './edit/editDisabled.ts'
export { planEdit } from './edit/planEdit.ts'
export { planFixAll } from './edit/planFixAll.ts'
export { labelOf } from './edit/labelOf.ts'
export { nameProblem, uniqueName } from './edit/names.ts'
export { checkConnection, connectionsTo, type ConnectionProblem } from './edit/checkConnection.ts'
export { copyAsYaml } from './edit/editCopies.ts'
export { diffText, spliceBetween, type Hunk } from './edit/text/diffText.ts'
export { applySplices } from './edit/text/splices.ts'
export {
  EMPTY_HISTORY,
  isDirty,
  markSaved,
  record,
  redo,
  undo,
  type History,
  type Snapshot,
} from './edit/history.ts'
export { toMermaid } from './export/picture/toMermaid.ts'
export { pictureBounds, toSvg, type FlowPicture, type PictureNode } from './export/picture/toSvg.ts'
export {
  PICTURE_COLOURS,
  PICTURE_THEMES,
  type ExecutorKind,
  type PictureTheme,
} from './export/picture/pictureTheme.ts'
export { writtenAddresses, type ServerAddress } from './export/code/addresses.ts'
export {
  CODE_LANGUAGES,
  forShell,
  requestCode,
  type CodeContext,
  type CodeLanguage,
  type WrittenRequest,
} from './export/code/requestCode.ts'
export { clientCode, type ClientInput, type ClientLanguage } from './export/code/clientCode.ts'
export { shellWord } from './export/code/shellCode.ts'
export { runBook, type RunBookInput } from './export/runBook/runBook.ts'
export { explainFlow } from './export/runBook/explainFlow.ts'
export { flagOf, formatFlags } from './export/plan/flags.ts'
export { ARGUMENT_PREFIX } from './export/plan/carrySecrets.ts'
export { isPythonIdentifier } from './value/pythonIdentifier.ts'
export { pythonJson, pythonText } from './value/pythonText.ts'
export { ExactNumber, isCollection, isNumber } from './value/exactNumber.ts'
export { packNumbers, unpackNumbers } from './value/packNumbers.ts'
export { parseExactJson, printExactJson, toJavaScript, toPlainJson } from './value/exactJson.ts'
export { readList, readPorts } from './flow/readLists.ts'
export { externalAddressesOf } from './export/plan/hostPort.ts'
export { flowJsonSchema } from './export/flowJsonSchema.ts'
export { EXPORT_MARK } from './export/exportText.ts'
export { usesImage } from './export/plan/images.ts'
export { podParts } from './export/plan/podParts.ts'
export { composeServices, type ComposeService } from './export/compose/composeServices.ts'
export { exportCompose } from './export/compose/exportCompose.ts'
export { exportKubernetes } from './export/kubernetes/exportKubernetes.ts'
export { FLOWDECK_IMAGE } from './export/plan/chooseImages.ts'
export type {
  Exportable,
  Exported,
  ExportFile,
  ExportOptions,
  ExportProblem,
  ExportProblemCode,
  ExportSource,
} from './export/plan/exportTypes.ts'
export {
  DOCUMENT_KEYS,
  type DataResponseJson,
  type Document,
  type DocumentJson,
  type Json,
  type JsonObject,
  type NamedScore,
  type NdArray,
  type RouteJson,
  type StatusJson,
} from './data/document.ts'
export { GATEWAY_PROTOCOLS, type GatewayProtocol } from './run/gatewayProtocols.ts'
export {
  deploymentStatus,
  flowRun,
  gatewayProtocol,
  logLine,
  podState,
  podStatus,
  preflight,
  gatewayUrl,
  runState,
  type DeploymentStatus,
  type FlowRun,
  type LogLine,
  type PodState,
  type PodStatus,
  type AskedPermission,
  type Preflight,
  type RunState,
  type DocarrayGeneration,
} from './run/runState.ts'
export {
  CLOSE,
  COMMANDS,
  PROTOCOL_VERSION,
  SUBPROTOCOL,
  clientMessage,
  endpoints,
  requestResponse,
  requestSend,
  type ComposeImages,
  type ClientMessage,
  type CommandName,
  type CommandParams,
  type CommandResult,
  type Endpoints,
  type PlacedNumber,
  type RequestResponse,
  type RequestSend,
} from './protocol/messages.ts'
export {
  EVENTS,
  readServerMessage,
  type EventOf,
  type EventType,
  type ServerEvent,
  type ServerMessage,
} from './protocol/events.ts'
export {
  catalogEntry,
  draft,
  flowFile,
  flowLayout,
  flowVersion,
  template,
  type Catalog,
  type CatalogEntry,
  type Conflict,
  type Draft,
  type FlowFile,
  type KeptDraft,
  type FlowSummary,
  type FlowVersion,
  type Template,
  type VersionSummary,
  type Workspace,
} from './protocol/httpApi.ts'
export {
  ROUTES,
  printRouteUrl,
  readRouteRequest,
  type AnyRouteRequest,
  type Route,
  type RouteAnswer,
  type RouteName,
  type RouteRequest,
} from './protocol/routes.ts'
export { checkSchemas, describeMismatch, type SchemaMismatch } from './schema/checkSchemas.ts'
export { readEndpointSchemas, tellsClasses, type EndpointSchema } from './schema/endpointSchemas.ts'
