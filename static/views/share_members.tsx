/** Who is on a board: their roles, to be changed or taken by those who may. */

import { api } from "../ui/api.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Icon } from "../ui/icons.tsx";
import type { Member } from "../ui/people.ts";
import { useScreen } from "../ui/screen.ts";
import { toast } from "../ui/toast.tsx";
import { ROLES, roleWords, tried } from "./roles.ts";

export function Members() {
  const screen = useScreen();
  const { members } = screen.people;
  const me = screen.live.status.value.person;
  const path = (member: Member) => `/api/boards/${screen.board}/members/${member.id}`;
  const give = (member: Member, role: string) =>
    tried(async () => {
      await api("PATCH", path(member), { role });
      members.value = members.value.map((one) => (one.id === member.id ? { ...one, role } : one));
      toast(`${member.name} ${roleWords(role)} now`);
    });
  const takeOff = (member: Member) =>
    tried(async () => {
      await api("DELETE", path(member));
      members.value = members.value.filter(({ id }) => id !== member.id);
      toast(`${member.name} is no longer on this board`);
    });
  return (
    <section aria-label="People on this board">
      <h3 class="section-title">People on this board</h3>
      <ul class="items">
        {members.value.map((member) => {
          const { id, name, color, role } = member;
          // An owner's role is given with the board or the workspace, and nobody shuts themselves out by mistake.
          const isFixed = id === me?.id || role === "owner";
          return (
            <li key={id} class="invite-person">
              <Avatar name={name} color={color} size="middle" />
              <span dir="auto">
                {name}
                {id === me?.id && " (you)"}
              </span>
              {isFixed ? (
                <span class="invite-role">{role}</span>
              ) : (
                <>
                  <select
                    aria-label={`Role of ${name}`}
                    value={role}
                    onChange={(event) => void give(member, event.currentTarget.value)}
                  >
                    {ROLES.map(([role, words]) => (
                      <option key={role} value={role}>
                        {words}
                      </option>
                    ))}
                  </select>
                  <button
                    type="button"
                    class="icon-button"
                    aria-label={`Take ${name} off this board`}
                    title="Take off this board"
                    onClick={() => void takeOff(member)}
                  >
                    <Icon name="close" />
                  </button>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
