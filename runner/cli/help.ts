const EXIT_CODES = `Exit codes:
  0    the run succeeded
  1    the run failed
  2    bad usage, or a file or request that cannot be run
  124  the run took longer than its time limit
  130  the run was cancelled
`;

const PROGRAM_HELP = `Usage: millrace COMMAND [OPTIONS]

Runs .flow files: graphs of commands, files and data.

Commands:
  run FILE          run a flow and show what happens
  runs [PLACE]      list the latest runs of a flow or a folder
  validate FILE…    check flows without running them
  diff A [B]        say how two flows differ, or a flow and its last commit
  merge BASE A B    merge what two sides made of a flow, for git merge
  textconv FILE     print a flow in one plain manner, for git diff
  pin FILE NODE…    keep what nodes made last, and do not run them any more
  unpin FILE NODE…  let them run again
  pins FILE         list the pinned nodes of a flow
  exec              run one request from standard input, for other programs
  stdio             serve many runs on standard input and output, for editors

Options:
  -h, --help        show this help, or that of a command: millrace run --help
  -v, --version     show the version; with --verbose, also what this machine offers to runs

${EXIT_CODES}`;

const RUN_HELP = `Usage: millrace run FILE [OPTIONS]

Runs a flow. Relative paths in it start from the folder of FILE. On a terminal the nodes are
shown live; elsewhere every line of output is printed with its node's name. Logs and results are
kept in .millrace/ beside FILE.

Options:
  -i, --input NAME=VALUE  value of an input of the flow; repeat it for more. Text is taken as it
                          is, numbers and booleans are read as such, the rest must be JSON
      --secret NAME=SOURCE  where a secret is: env:VARIABLE, file:PATH, or 'cmd:COMMAND' for
                          what a command of the shell prints; repeat it for more
      --env-file FILE     read secrets from NAME=VALUE lines
  -c, --concurrency N     nodes that run at the same time; default: what the flow says, else the
                          number of cores
      --timeout DURATION  longest time for the whole run, such as 30s or 10m; then it is ended
      --only NODE         run this node alone, on what the nodes before it made last
      --to NODE           run this node and all that it needs or comes after
      --from NODE         run this node and all that needs it or comes after it
      --retry-failed      run what did not succeed in the latest run, which failed
      --resume            the same for one that was cancelled, took too long or lost its runner
      --base RUN          go on from this run instead; its id is the name of its folder in runs/
      --no-pins           run pinned nodes too
      --json              print every event as one line of JSON (proto3 JSON of ExecutionEvent)
      --color WHEN        auto, always or never; default auto, which also heeds NO_COLOR
  -h, --help              show this help

A part of the flow takes everything else from earlier runs. Which nodes run and where the rest
comes from is printed first. --retry-failed and --resume go on with the inputs of that run, and
run again what was changed since; --only and --from take inputs that you do not give from the
latest run.
The value of a secret that the flow declares is the first of these: what its --secret says, the
environment variable of its name, its line in --env-file, what you type when asked. You are asked
on a terminal unless CI is set. A node gets the secrets that it names, and no other; none of them
is shown or stored.
Ctrl+C ends the run's processes politely, a second Ctrl+C at once.

${EXIT_CODES}`;

const RUNS_HELP = `Usage: millrace runs [FILE | FOLDER] [OPTIONS]

Lists the latest runs of a flow, or of all flows in a folder (default: this one), newest first: id,
time, flow, and what became of it. Runs of VS Code and those under way are among them. The latest
50 runs of a folder are kept, fewer when they take more than 4 GiB.

Options:
  -n, --limit N  list so many; default 20, 0 for all that are kept
      --json     one run a line as JSON
  -h, --help     show this help
`;

const VALIDATE_HELP = `Usage: millrace validate FILE… [OPTIONS]

Checks flows and prints everything that is wrong or looks wrong, with its place.

Options:
      --format FORMAT  text (default); json, one diagnostic a line; sarif, a SARIF 2.1.0 log for
                       code scanning; github, annotations of a pull request by a workflow
      --json           the same as --format json
      --color WHEN     auto, always or never; default auto, which also heeds NO_COLOR
  -h, --help           show this help

Exit codes:
  0    no errors; warnings do not count
  2    errors, a file that cannot be read, or bad usage
`;

const DIFF_HELP = `Usage: millrace diff A B [OPTIONS]
       millrace diff FILE [OPTIONS]

Says what differs between two flows: nodes added, removed, renamed, changed, rewired or only
moved, and the same of inputs, secrets, outputs and groups. A and B are files, REV:PATH for a file
in git, or a revision for the other side's file. FILE alone is compared with the last commit.

Options:
      --md             Markdown, for a pull request
      --json           one line of JSON
      --exit-code      end with 1 where what the flows say or their layout differs
      --ignore-layout  leave out where nodes are drawn
      --driver         take the arguments that git passes to an external diff
      --color WHEN     auto, always or never; default auto, which also heeds NO_COLOR
  -h, --help           show this help

Exit codes:
  0    compared; with --exit-code, no differences but in comments and formatting
  1    with --exit-code: they differ
  2    a flow that cannot be read, or bad usage
`;

const MERGE_HELP = `Usage: millrace merge BASE OURS THEIRS [OPTIONS]

Merges what two sides made of a flow: by node, key, setting and wire. What both changed in
different ways is marked as git marks it. A text that cannot be merged so is merged by line, by
git merge-file. For git:

  git config merge.flow.driver 'millrace merge %O %A %B -o %A --marker-size %L'
  echo '*.flow merge=flow' >> .gitattributes

Options:
  -o, --output FILE    write the result there instead of printing it
  -L, --label LABEL    what to call ours, the base and theirs in marks; up to three times
      --marker-size N  length of the marks; default 7
  -h, --help           show this help

Exit codes:
  0    merged
  1    there are marks, or the result has an error that neither side has; it is written all the same
  2    a file that cannot be read, or bad usage; nothing is written
`;

const TEXTCONV_HELP = `Usage: millrace textconv FILE

Prints what a flow says in one plain manner, without comments and layout, for git:

  git config diff.flow.textconv 'millrace textconv'
  echo '*.flow diff=flow' >> .gitattributes

Options:
  -h, --help  show this help
`;

const PIN_HELP = `Usage: millrace pin FILE NODE… [OPTIONS]

Pins nodes to the outputs that they made last. A pinned node does not run: it takes part in every
run of the flow with these outputs until it is unpinned, however it is changed meanwhile. Pins are
kept in .millrace/ beside FILE; the file knows nothing of them.

Options:
      --run RUN  outputs of this run instead; its id is the name of its folder in runs/
  -h, --help     show this help

Exit codes:
  0    the nodes are pinned
  2    one of them cannot be, and none was; or bad usage
`;

const UNPIN_HELP = `Usage: millrace unpin FILE NODE…
       millrace unpin FILE --all

Takes the pins of nodes away, so that they run again.

Options:
      --all   of all nodes
  -h, --help  show this help
`;

const PINS_HELP = `Usage: millrace pins FILE

Lists the pinned nodes of a flow and the runs that made their outputs.

Options:
  -h, --help  show this help
`;

const EXEC_HELP = `Usage: millrace exec [OPTIONS] < REQUEST > EVENTS

Reads one ExecutionRequest from standard input, runs it, and writes its ExecutionEvents to
standard output, each with its length before it as a varint. The messages are described in
proto/execution.proto. What cannot be run is told as a diagnostic event and an end.

Options:
      --json  the proto3 JSON mapping instead: the request as JSON, one event per line
  -h, --help  show this help

${EXIT_CODES}`;

const STDIO_HELP = `Usage: millrace stdio [OPTIONS]

Serves one client on standard input and output: ClientMessages in, RunnerMessages out, each with
its length before it as a varint, a hello first on both sides. Many runs may be under way at
once. The end of standard input cancels them all.

Options:
      --json  the proto3 JSON mapping instead, one message per line
  -h, --help  show this help

Exit codes:
  0    the client shut the runner down or went away
  2    the client sent what is no message, or speaks another protocol version
  130  a signal ended the runner
`;

const HELP_BY_COMMAND: Readonly<Record<string, string>> = {
  '': PROGRAM_HELP,
  run: RUN_HELP,
  runs: RUNS_HELP,
  validate: VALIDATE_HELP,
  diff: DIFF_HELP,
  merge: MERGE_HELP,
  textconv: TEXTCONV_HELP,
  pin: PIN_HELP,
  unpin: UNPIN_HELP,
  pins: PINS_HELP,
  exec: EXEC_HELP,
  stdio: STDIO_HELP,
};

/** Names of all commands. */
export const COMMANDS: readonly string[] = Object.keys(HELP_BY_COMMAND).filter((name) => name !== '');

/** Help of a command, or of the program when there is no such command. */
export function helpOf(command: string): string {
  return HELP_BY_COMMAND[command] ?? PROGRAM_HELP;
}
