"""承办关系加一种：代办。"""

from django.db import migrations, models

ROLES = [('handler', '承办人'), ('assistant', '协办人'), ('clerk', '书记员'), ('team', '团队'), ('acting', '代办')]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_title_paper_name'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assignment',
            name='role',
            field=models.CharField(choices=ROLES, max_length=12),
        ),
        migrations.AlterField(
            model_name='assignmentevent',
            name='role',
            field=models.CharField(choices=ROLES, max_length=12),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('role', 'acting')), fields=['user', 'until'], name='assignment_acting'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(('role', 'acting'), _negated=True),
                    models.Q(('until__isnull', False), ('user__isnull', False)),
                    _connector='OR',
                ),
                name='assignment_acting_days',
            ),
        ),
    ]
