import { fieldsOf, type Field, type FieldScope } from '../model/fields.ts'
import type { YamlMap } from '../value/yamlValue.ts'

const TYPES: Readonly<Record<Field['type'], YamlMap>> = {
  string: { type: ['string', 'number', 'boolean'] },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  list: { type: 'array' },
  map: { type: 'object' },
  stringOrMap: { type: ['string', 'object'] },
  stringOrList: { type: ['string', 'array'] },
  integerOrList: { type: ['integer', 'array', 'string'] },
  any: {},
}

/**
 * A JSON Schema (draft 7) of Flow and Deployment files, under the names that `jina export schema` gives its definitions, and the keys
 * themselves as data. Both come from the field table. A variable may stand for any value.
 */
export function flowJsonSchema(): { schema: YamlMap; keys: YamlMap } {
  const variable = { type: 'string', pattern: '\\$' }
  const property = (field: Field): YamlMap => {
    const { key, type, help, range, values, aliases: _, ...rest } = field
    return {
      title: key,
      description: help,
      ...(rest.default === null ? {} : { default: rest.default }),
      anyOf: [
        {
          ...TYPES[type],
          ...(range && type === 'integer' ? { minimum: range[0], maximum: range[1] } : {}),
          ...(values && type === 'string'
            ? { enum: [...values, ...values.map((value) => value.toLowerCase())] }
            : {}),
        },
        variable,
        { type: 'null' },
      ],
    }
  }
  const block = (scopes: readonly FieldScope[]): YamlMap => ({
    type: 'object',
    properties: Object.fromEntries(
      scopes
        .flatMap((scope) => fieldsOf(scope))
        .flatMap((field) =>
          [field.key, ...(field.aliases ?? [])].map((name): [string, YamlMap] => [name, property(field)]),
        ),
    ),
  })
  const ref = (name: string): YamlMap => ({ $ref: `#/definitions/${name}` })
  return {
    schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $ref: '#/definitions/Jina::Flow',
      definitions: {
        'Jina::Flow': {
          type: 'object',
          required: ['jtype', 'executors'],
          additionalProperties: false,
          properties: {
            jtype: { type: 'string', enum: ['Flow'] },
            version: { type: ['string', 'number'], default: '1' },
            with: block(['flow', 'gateway', 'executor']),
            executors: { type: 'array', items: { anyOf: [ref('Jina::Deployment'), { type: 'string' }] } },
            gateway: ref('Jina::Gateway'),
            jcloud: { type: 'object' },
          },
        },
        'Jina::Deployment': block(['executor']),
        'Jina::Gateway': block(['gateway']),
      },
    },
    keys: Object.fromEntries(
      (['flow', 'executor', 'gateway'] as const).map((scope): [string, YamlMap[]] => [
        scope,
        fieldsOf(scope).map(({ key, type, default: initial, help }) => ({
          key,
          type,
          default: initial,
          help,
        })),
      ]),
    ),
  }
}
