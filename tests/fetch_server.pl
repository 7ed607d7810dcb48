#!/usr/bin/perl
# A server for tests/fetch.sh that sends what it is told, be it cut or wrong. Usage: fetch_server.pl FOLDER
#
# In FOLDER it writes its port to the file "port" and the head of the Nth request to asked.N, and sends answer.N as it
# stands; with a file hang.N it then keeps the connection until the client has had enough. It needs no module that is
# not in perl-base.
use strict;
use warnings;
use IO::Socket::INET;

my $folder = shift;
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 16) or die "no port: $!\n";

sub put {
    my ($name, $text) = @_;
    open my $out, '>', "$folder/$name.new" or die "$name: $!\n";
    print $out $text;
    close $out;
    rename "$folder/$name.new", "$folder/$name";
}

$SIG{PIPE} = 'IGNORE';
put('port', $listener->sockport);
for (my $n = 1;; $n++) {
    my $client = $listener->accept or die "accept: $!\n";
    my $head = '';
    while ($head !~ /\r\n\r\n/) {
        sysread $client, $head, 4096, length $head or last;
    }
    put("asked.$n", $head);
    if (open my $in, '<', "$folder/answer.$n") {
        local $/;
        print $client scalar <$in>;
        $client->flush;
    }
    if (-e "$folder/hang.$n") {
        1 while sysread $client, my $rest, 4096;
    }
    close $client;
}
