#!/usr/bin/perl
# A server for tests/fetch.sh that sends prepared answers, also truncated or wrong ones.
# Usage: fetch_server.pl FOLDER [ADDRESS]
#
# In FOLDER it writes its port to the file "port" and the head of the Nth request to asked.N, and sends answer.N
# unchanged. With a file drip.N it sends the body slowly, at the number of bytes per second in that file. With a file
# endless.N it then sends more data until the client disconnects, and with a file hang.N nothing more. It uses only
# modules of perl-base.
use strict;
use warnings;
use IO::Socket::INET;

my ($folder, $address) = (@ARGV, '127.0.0.1');
my $listener = IO::Socket::INET->new(LocalAddr => $address, Listen => 16) or die "no port: $!\n";

sub put {
    my ($name, $text) = @_;
    open my $out, '>', "$folder/$name.new" or die "$name: $!\n";
    print $out $text;
    close $out;
    rename "$folder/$name.new", "$folder/$name";
}

sub text_of {
    my ($name) = @_;
    local $/;
    open my $in, '<', "$folder/$name" or return;
    return scalar <$in>;
}

# Ten pieces a second.
sub drip {
    my ($client, $text, $speed) = @_;
    for (my $at = 0; $at < length $text; $at += $speed / 10) {
        defined syswrite $client, substr($text, $at, $speed / 10) or return;
        select undef, undef, undef, 0.1;
    }
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
    my $answer = text_of("answer.$n") // '';
    my $speed = text_of("drip.$n");
    my $body = $speed ? index($answer, "\r\n\r\n") + 4 : length $answer;
    syswrite $client, substr($answer, 0, $body);
    drip($client, substr($answer, $body), $speed) if $speed;
    if (-e "$folder/endless.$n") {
        1 while syswrite $client, 'x' x 65536;
    }
    if (-e "$folder/hang.$n") {
        1 while sysread $client, my $rest, 4096;
    }
    close $client;
}
