import { test } from 'vitest';
import { checkEvents } from './grouped.ts';

test('java: causes, suppressed ones, and the line that tells of the trouble', () => {
  checkEvents(
    'java',
    `
> 2024-01-01 10:00:00,000 INFO  [main] Started
> 2024-01-01 10:00:01,000 ERROR [main] com.example.Job - failed
| java.lang.IllegalStateException: outer
| 	at com.example.Job.run(Job.java:10)
| 	at java.base/java.lang.Thread.run(Thread.java:840)
| 	Suppressed: java.io.IOException: close
| 		at com.example.Res.close(Res.java:5)
| 		... 3 more
| Caused by: java.lang.NullPointerException: Cannot invoke "String.length()" because "s" is null
| 	at com.example.Job.inner(Job.java:7)
| 	... 12 more
> 2024-01-01 10:00:02,000 INFO  [main] Goes on
> 2024-01-01 10:00:03,000 INFO  [main] Again
> Exception in thread "main" java.lang.OutOfMemoryError: Java heap space
| 	at com.example.Main.main(Main.java:3)
> 2024-01-01 10:00:04,000 WARN  [main] twice
| com.example.CustomException
|     at com.example.A.b(A.java:1)
| Caused by: java.lang.RuntimeException: x
|     ... 1 common frames omitted
> java.lang.RuntimeException: alone
| 	at com.example.A.b(A.java:1)
> java.lang.RuntimeException: and another
| 	at com.example.A.b(A.java:1)
> Nov 24, 2026 3:54:39 PM com.example.A main
| SEVERE: of java.util.logging
| java.lang.RuntimeException: z
| 	at com.example.A.main(A.java:3)
| 
>  INFO indented by its level
> {"level":"ERROR","message":"x"}
> java.lang.RuntimeException: not of the JSON
| 	at com.example.A.b(A.java:1)`,
  );
});

test('python: chained exceptions, groups, syntax errors', () => {
  checkEvents(
    'python',
    `
> INFO:root:started
> Traceback (most recent call last):
|   File "/app/a.py", line 3, in <module>
|     f()
|     ~^^
|   File "/app/a.py", line 2, in f
|     return 1 / 0
| ZeroDivisionError: division by zero
| 
| During handling of the above exception, another exception occurred:
| 
| Traceback (most recent call last):
|   File "/app/a.py", line 5, in <module>
|     raise ValueError("x") from None
| ValueError: x
| 
| The above exception was the direct cause of the following exception:
| 
| Traceback (most recent call last):
|   File "/app/b.py", line 1, in <module>
| app.errors.Wrapped
> INFO:root:goes on
> ERROR:root:boom
| Traceback (most recent call last):
|   File "/app/a.py", line 3, in <module>
| KeyError: 'k'
> Traceback (most recent call last):
|   File "/app/a.py", line 3, in <module>
| KeyboardInterrupt
| 
> INFO:root:after a blank line
>   + Exception Group Traceback (most recent call last):
|   |   File "/app/g.py", line 1, in <module>
|   | ExceptionGroup: two (2 sub-exceptions)
|   +-+---------------- 1 ----------------
|     | ValueError: 1
|     +---------------- 2 ----------------
|     | TypeError: 2
|     +------------------------------------
> INFO:root:next
>   File "/app/bad.py", line 1
|     f(
|      ^
| SyntaxError: '(' was never closed
> WARNING:root:no trace
> INFO:root:end`,
  );
});

test('go: panics with several goroutines and blank lines, of http too', () => {
  checkEvents(
    'go',
    `
> 2024/01/01 10:00:00 listening
> panic: runtime error: index out of range [5] with length 3 [recovered]
| 	panic: again
| 
| goroutine 1 [running]:
| main.main()
| 	/app/main.go:8 +0x1d
| created by main.start in goroutine 17
| 	/app/main.go:4 +0x2a
| 
| goroutine 2 [select, 3 minutes]:
| net/http.(*Server).Serve(0xc000010000, {0x1, 0x2})
| 	/usr/local/go/src/net/http/server.go:3056 +0x364
| main.Map[...](0x1)
| 	/app/map.go:1 +0x1
| ...additional frames elided...
| exit status 2
> 2024/01/01 10:00:01 goes on
> 2024/01/01 10:00:02 http: panic serving 127.0.0.1:1234: boom
| goroutine 34 [running]:
| net/http.(*conn).serve.func1()
| 	/usr/local/go/src/net/http/server.go:1868 +0xb9
| panic({0x1, 0x2})
| 	/usr/local/go/src/runtime/panic.go:920 +0x270
> 2024/01/01 10:00:03 next
> fatal error: all goroutines are asleep - deadlock!
| 
| goroutine 1 [chan receive]:
| main.main()
| 	/app/main.go:5 +0x2d
> panic: assignment to entry in nil map
| [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x45]
| 
| goroutine 1 [running]:
| main.main()
| 	/app/main.go:5 +0x2d
> 2024-01-01T10:00:00Z	ERROR	app/main.go:10	failed
| main.run
| 	/app/main.go:10
| runtime.main
| 	/usr/local/go/src/runtime/proc.go:250
> 2024-01-01T10:00:01Z	INFO	app/main.go:11	next`,
  );
});

test('ruby: frames, causes, the code that raised, and Rails', () => {
  checkEvents(
    'ruby',
    `
> started
> app.rb:7:in \`rescue in foo': outer (RuntimeError)
| 	from app.rb:3:in \`foo'
| 	 ... 10 levels...
| 	from app.rb:10:in \`<main>'
| app.rb:4:in \`/': divided by 0 (ZeroDivisionError)
| 	from app.rb:4:in \`foo'
> I, [2024-01-01T10:00:00.000000 #1]  INFO -- : goes on
> app.rb:1:in 'Object#foo': undefined method 'fooo' for an instance of Foo (NoMethodError)
| 
|   Foo.new.fooo
|          ^^^^^
| Did you mean?  foo
| 	from app.rb:2:in '<main>'
> I, [2024-01-01T10:00:00.000000 #1]  INFO -- : next
> F, [2024-01-01T10:00:00.000000 #1] FATAL -- :
| NoMethodError (undefined method \`x' for nil:NilClass):
|   
| app/controllers/a.rb:3:in \`show'
| lib/b.rb:1:in \`block in call'
> I, [2024-01-01T10:00:00.000000 #1]  INFO -- : end`,
  );
});

test('node: nested causes, what an error holds, and the code that threw', () => {
  checkEvents(
    'node',
    `
> listening
> Error: outer
|     at f (/app/a.js:3:11)
|     at node:internal/main/run_main_module:23:47 {
|   code: 'E_X',
|   [cause]: TypeError: inner
|       at g (/app/b.js:1:1) {
|     [cause]: RangeError [ERR_OUT_OF_RANGE]: innermost
|         at h (/app/c.js:1:1)
|   }
| }
> goes on
> /app/a.js:3
|     throw new Error('boom');
|     ^
| 
| Error: boom
|     at Object.<anonymous> (/app/a.js:3:11)
|     at Module._compile (node:internal/modules/cjs/loader:1:1)
| 
| Node.js v24.1.0
> restarted
> node:events:497
|       throw er; // Unhandled 'error' event
|       ^
| 
| Error: listen EADDRINUSE: address already in use :::80
|     at Server.setupListenHandle (node:net:1:1)
| Emitted 'error' event on Server instance at:
|     at emitErrorNT (node:net:1:1) {
|   code: 'EADDRINUSE'
| }
| 
| Node.js v24.1.0
> 2024-01-01 ERROR request failed
| TypeError: x is not a function
|     at f (/app/a.js:3:11)
> TypeError: and another
|     at f (/app/a.js:3:11)
> end`,
  );
});
