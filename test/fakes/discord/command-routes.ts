import { z } from 'zod';
import { apiFaults } from './api-fault.ts';
import type { World } from './world.ts';

/** Registration of slash commands. */
export interface CommandRoutes {
  read(applicationId: string, scope: string): readonly Record<string, unknown>[];
  /** Replaces them all. */
  write(applicationId: string, scope: string, json: unknown): readonly Record<string, unknown>[];
}

const nameSchema = z.string().regex(/^[-_\p{Ll}\p{N}]{1,32}$/u);

const optionSchema = z.strictObject({
  type: z.number().int().min(1).max(11),
  name: nameSchema,
  description: z.string().min(1).max(100),
  required: z.boolean().optional(),
  max_length: z.number().max(6000).optional(),
  min_length: z.number().optional(),
  get options() {
    return z.array(optionSchema).optional();
  },
});

const commandSchema = z.strictObject({
  type: z.literal(1).optional(),
  name: nameSchema,
  description: z.string().min(1).max(100),
  default_member_permissions: z.string().nullable().optional(),
  contexts: z.array(z.number()).optional(),
  integration_types: z.array(z.number()).optional(),
  options: z.array(optionSchema).optional(),
});

/** Keeps commands in `world`, with everything that Discord adds to them. */
export function createCommandRoutes(world: World): CommandRoutes {
  const check = (applicationId: string, scope: string): void => {
    if (applicationId !== world.applicationId) throw apiFaults.unknownRoute();
    if (scope !== 'global' && !world.guildIds.has(scope)) throw apiFaults.unknownGuild();
  };

  return {
    read(applicationId, scope) {
      check(applicationId, scope);
      return world.commands.get(scope) ?? [];
    },
    write(applicationId, scope, json) {
      check(applicationId, scope);
      const { data, error } = z.array(commandSchema).safeParse(json);
      if (data === undefined) throw apiFaults.badForm(error.message);
      world.commandWriteCount += 1;
      const version = world.nextId();
      const registered = data.map((command) => ({
        id: world.nextId(),
        application_id: applicationId,
        version,
        type: 1,
        nsfw: false,
        name_localizations: null,
        description_localizations: null,
        ...(scope === 'global' ? { dm_permission: true } : { guild_id: scope }),
        ...withDefaults(command, scope),
      }));
      world.commands.set(scope, registered);
      return registered;
    },
  };
}

/** Discord leaves out what is false or empty, orders keys its own way, and knows contexts for global commands only. */
function withDefaults(command: z.infer<typeof commandSchema>, scope: string): Record<string, unknown> {
  const { contexts, integration_types: types, options, ...rest } = command;
  return {
    ...(scope === 'global' ? { contexts: contexts ?? null, integration_types: types ?? [0] } : { contexts: null }),
    default_member_permissions: null,
    ...rest,
    ...(options === undefined || options.length === 0 ? {} : { options: options.map(withoutFalse) }),
  };
}

function withoutFalse(option: z.infer<typeof optionSchema>): Record<string, unknown> {
  const { required, options, ...rest } = option;
  return {
    ...(options === undefined ? {} : { options: options.map(withoutFalse) }),
    ...(required === true ? { required } : {}),
    ...rest,
  };
}
